"""Invented municipalities, the same for the same seed: for tests, for measurements, and for looking.

Nothing here is about real people. The numbers follow what is known of contact families: a few nights a month, more
young people than hosts who want them, a place or two with several beds, demand that peaks on weekends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from matching.horizon import Calendar, joined
from matching.problem import (
    Along,
    Claim,
    ClaimState,
    Grant,
    Kind,
    Limits,
    Mentor,
    Mixing,
    Occurrence,
    Problem,
    Request,
    SiblingRule,
    Siblings,
    Site,
    SiteKind,
    Span,
    Strength,
    Subject,
    Told,
    Travel,
    Window,
    Wish,
    Youth,
)

DAY, HOUR = 1440, 60
FIRST_MONDAY = date(2027, 1, 4)
ZONES = ("centre", "north", "south", "coast", "valley")
TRAITS = ("animals", "calm", "countryside", "other_children", "near_bus", "music", "own_room", "sports")
LANGUAGES = ("sv", "en", "ar", "so", "fi", "ti")


@dataclass(frozen=True)
class Knobs:
    """What can be turned. `tightness` 1 is ample (0.35 hosts per youth); 2 halves the hosts and places."""

    youths: int = 60
    weeks: int = 26
    hosts_per_youth: float = 0.35
    places_per_youth: float = 4 / 60
    mentors_per_youth: float = 0.25
    suitable_hosts: int = 6
    tightness: float = 1.0
    series_share: float = 0.3
    sibling_share: float = 0.15
    vetoes: float = 0.5
    protected_share: float = 0.05
    mentor_share: float = 0.4
    visit_share: float = 0.1
    claims_share: float = 0.0
    told_share: float = 0.0
    requests: tuple[int, int] = (3, 5)
    occurrences: tuple[int, int] = (8, 14)
    budget: int | None = None


def generate(seed: int = 1, knobs: Knobs | None = None) -> Problem:
    return _Town(Random(f"town {seed}"), knobs or Knobs()).problem()  # noqa: S311 - invented towns, no secrets


class _Town:
    def __init__(self, dice: Random, knobs: Knobs) -> None:
        self.dice = dice
        self.knobs = knobs
        self.days = knobs.weeks * 7
        self.calendar = Calendar.between(FIRST_MONDAY, self.days, ZoneInfo("Europe/Stockholm"))

    def problem(self) -> Problem:
        knobs = self.knobs
        hosts = max(1, round(knobs.youths * knobs.hosts_per_youth / knobs.tightness))
        places = max(1, round(knobs.youths * knobs.places_per_youth / knobs.tightness))
        mentors = max(1, round(knobs.youths * knobs.mentors_per_youth))
        youths = [self._youth(n) for n in range(knobs.youths)]
        sites = [self._host(n) for n in range(hosts)] + [self._place(n) for n in range(places)]
        helpers = [self._mentor(n) for n in range(mentors)]
        youths = [self._acquainted(youth, sites, helpers) for youth in youths]
        siblings = self._siblings(youths)
        requests = tuple(request for youth in youths for request in self._requests(youth, sites, helpers))
        claims, told = self._earlier(requests, sites)
        settled = {claim.occurrence for claim in claims}
        requests = tuple(
            replace(each, occurrences=left)
            for each in requests
            if (left := tuple(o for o in each.occurrences if o.id not in settled))
        )
        return Problem(
            calendar=self.calendar,
            youths=tuple(youths),
            requests=requests,
            sites=tuple(sites),
            mentors=tuple(helpers),
            claims=claims,
            told=tuple(each for each in told if each.occurrence not in settled),
            siblings=siblings,
            kept_apart=self._kept_apart(youths),
            travel=tuple(
                Travel(a, b, 0 if a == b else self.dice.choice((15, 25, 40, 55)))
                for n, a in enumerate(ZONES)
                for b in ZONES[n:]
            ),
            budget=knobs.budget,
        )

    def _youth(self, n: int) -> Youth:
        dice = self.dice
        return Youth(
            id=f"y{n}",
            age=dice.choice((11, 12, 13, 14, 14, 15, 15, 15, 16, 16, 17, 17)),
            grant=Grant(dice.choice((4, 6, 8, 10, 12)), (Span(0, self.calendar.minutes),)),
            zone=dice.choice(ZONES),
            needs=frozenset({"protected"} if dice.random() < self.knobs.protected_share else ()),
            traits=frozenset({"smokes"} if dice.random() < 0.1 else ()),
            group=dice.choice(("a", "b")),
            shortfall=dice.choice((0, 0, 0, 0, 10, 20)),
            urgency=1 if dice.random() < 0.05 else 0,
        )

    def _acquainted(self, youth: Youth, sites: list[Site], mentors: list[Mentor]) -> Youth:
        """Which hosts suit her (a few, as approved by a caseworker), whom she knows, whom she has said no to."""
        dice = self.dice
        hosts = [site.id for site in sites if site.kind is SiteKind.HOST]
        approved = set(dice.sample(hosts, min(len(hosts), self.knobs.suitable_hosts)))
        known = {id_: dice.choice((0, 1, 2, 4)) for id_ in sorted(approved) if dice.random() < 0.2}
        if mentors and dice.random() < 0.4:
            known[dice.choice(mentors).id] = 0
        adults = [*sorted(approved), *(each.id for each in sites if each.kind is SiteKind.PLACE)]
        vetoes = {dice.choice(adults) for _ in range(int(dice.random() < self.knobs.vetoes))}
        return replace(
            youth,
            unsuitable=frozenset(hosts) - approved,
            known=known,
            own_people=frozenset(sorted(known)[:1]) - vetoes,
            vetoes=frozenset(vetoes),
        )

    def _openings(self, weekends: float, weekdays: float) -> tuple[Span, ...]:
        """Open from 15:00 on an open day to 12:00 after its last open night; nights in a row are one opening."""
        spans = []
        for day in range(self.days):
            weekday = day % 7
            if self.dice.random() < (weekends if weekday in (4, 5) else weekdays):
                spans.append(Span(day * DAY + 15 * HOUR, min(day * DAY + 42 * HOUR, self.calendar.minutes)))
        return joined(spans)

    def _cleared(self) -> tuple[Span, ...]:
        if self.dice.random() < 0.1:  # a check that ends before the horizon does
            return (Span(0, self.dice.randrange(self.calendar.minutes // 2, self.calendar.minutes)),)
        return (Span(0, self.calendar.minutes),)

    def _host(self, n: int) -> Site:
        dice = self.dice
        beds = dice.choice((1, 1, 1, 2))
        youngest = dice.choice((0, 0, 10, 12, 14))
        return Site(
            id=f"h{n}",
            kind=SiteKind.HOST,
            beds=beds,
            openings=self._openings(dice.uniform(0.6, 0.9), dice.uniform(0.25, 0.55)),
            cleared=self._cleared(),
            zone=dice.choice(ZONES),
            youngest=youngest,
            oldest=dice.choice((15, 17, 19, 19)),
            traits=frozenset({*dice.sample(TRAITS, 3), *(("protected",) if dice.random() < 0.6 else ())}),
            declines_traits=frozenset({"smokes"} if dice.random() < 0.3 else ()),
            limits=Limits(
                nights_per_month=dice.choice((4, 6, 8, 8, 10, 14, 20)),
                stays_per_month=dice.choice((None, None, 3, 5)),
                rest_days=dice.choice((0, 0, 1, 2)),
                notice=dice.choice((0, 2 * DAY, 7 * DAY)),
                longest_nights=dice.choice((None, 2, 3, 7)),
            ),
            mixing=Mixing(one_household=beds > 1 and dice.random() < 0.5),
            cost_per_night=dice.choice((700, 900, 1100)),
        )

    def _place(self, n: int) -> Site:
        dice = self.dice
        return Site(
            id=f"p{n}",
            kind=SiteKind.PLACE,
            beds=dice.choice((2, 3, 4, 5, 6, 7)),
            openings=self._openings(0.98, 0.8),
            cleared=(Span(0, self.calendar.minutes),),
            zone=dice.choice(ZONES),
            youngest=dice.choice((10, 12, 13)),
            oldest=20,
            traits=frozenset(dice.sample(TRAITS, 3)),
            mixing=Mixing(one_group=dice.random() < 0.3, largest_age_gap=4 if dice.random() < 0.3 else None),
            turnaround=dice.choice((0, 60, 180)),
            needs_mentor=dice.random() < 0.25,
            cost_per_night=dice.choice((1500, 2000)),
        )

    def _mentor(self, n: int) -> Mentor:
        dice = self.dice
        return Mentor(
            id=f"m{n}",
            openings=self._openings(dice.uniform(0.4, 0.8), dice.uniform(0.3, 0.7)),
            cleared=self._cleared(),
            minutes_per_week=dice.choice((8, 12, 20)) * HOUR,
            youths_at_once=dice.choice((1, 1, 1, 2)),
            most_youths=dice.choice((None, 4, 6)),
            languages=frozenset({"sv", dice.choice(LANGUAGES)}),
            traits=frozenset(dice.sample(TRAITS, 2)),
        )

    def _siblings(self, youths: list[Youth]) -> tuple[Siblings, ...]:
        pairs = []
        order = self.dice.sample(youths, len(youths))
        for one, two in zip(order[::2], order[1::2], strict=False):
            if self.dice.random() < self.knobs.sibling_share:
                pairs.append(Siblings(one.id, two.id, self.dice.choice(list(SiblingRule))))
        return tuple(pairs)

    def _kept_apart(self, youths: list[Youth]) -> tuple[tuple[str, str], ...]:
        if len(youths) < 4:
            return ()
        pairs = {tuple(sorted(each.id for each in self.dice.sample(youths, 2))) for _ in range(len(youths) // 15)}
        return tuple((one, two) for one, two in sorted(pairs))

    def _requests(self, youth: Youth, sites: list[Site], mentors: list[Mentor]) -> list[Request]:
        """Some requests, one of them perhaps a series, sharing out the occurrences she asks for."""
        dice, knobs = self.dice, self.knobs
        left = dice.randint(*knobs.occurrences)
        count = min(left, dice.randint(*knobs.requests))
        requests: list[Request] = []
        if left > count and dice.random() < knobs.series_share * 3:
            length = min(left - count + 1, max(2, knobs.weeks // 3))
            requests.append(self._series(youth, length, sites, mentors))
            left, count = left - length, count - 1
        for n in range(count):
            many = left // count + (n < left % count)
            if many:
                requests.append(self._single(youth, len(requests), many, sites, mentors))
        if dice.random() < knobs.visit_share:
            requests += self._visit(youth, sites)
        return requests

    def _wishes(self, youth: Youth, request: str, sites: list[Site], mentors: list[Mentor]) -> tuple[Wish, ...]:
        dice = self.dice
        avoided = youth.vetoes | youth.unsuitable
        hearts = [each.id for each in sites if each.id not in avoided]
        wishes = [
            Wish(f"{request}-w{n}", Subject.SITE, id_, dice.choice((Strength.IMPORTANT, Strength.NICE)))
            for n, id_ in enumerate(dice.sample(hearts, min(len(hearts), dice.randint(0, 2))))
        ]
        for trait in dice.sample(TRAITS, dice.randint(0, 2)):
            strength = dice.choices(list(Strength), (1, 8, 8, 1))[0]
            wishes.append(Wish(f"{request}-t-{trait}", Subject.TRAIT, trait, strength))
        if mentors and dice.random() < 0.3:
            wishes.append(Wish(f"{request}-m", Subject.MENTOR, dice.choice(mentors).id, Strength.IMPORTANT))
        return tuple(wishes)

    def _window(self, id_: str, day: int, nights: int) -> Window | None:
        start = day * DAY + self.dice.choice((16, 17, 18)) * HOUR
        end = start + 4 * HOUR if nights == 0 else (day + nights) * DAY + self.dice.choice((10, 11)) * HOUR
        if day < 0 or end > self.calendar.minutes:
            return None
        return Window(
            id_, start, end, self.dice.choice((20, 50, 80, 100)), mentor_from=start, mentor_until=start + 4 * HOUR
        )

    def _occurrence(self, id_: str, day: int, nights: int) -> Occurrence | None:
        shifts = self.dice.sample((0, 1, -1, 7, -7), self.dice.randint(1, 4))
        if nights >= 2:
            shifts = [each for each in shifts if each % 7 == 0] or [0]
        windows = [self._window(f"{id_}-{n}", day + shift, nights) for n, shift in enumerate(shifts)]
        known = tuple(window for window in windows if window is not None)
        return Occurrence(id_, known) if known else None

    def _company(self) -> Along:
        share = self.knobs.mentor_share
        return self.dice.choices(list(Along), (1 - share, share * 0.8, share * 0.2))[0]

    def _single(self, youth: Youth, n: int, many: int, sites: list[Site], mentors: list[Mentor]) -> Request:
        dice, id_ = self.dice, f"{youth.id}-r{n}"
        nights = dice.choice((0, 1, 1, 2, 2, 2, 5))
        days = sorted(dice.sample(range(max(many, self.days - 8)), many))
        if nights >= 2:
            days = [day - day % 7 + (4 if nights == 2 else 0) for day in days]
        made = [self._occurrence(f"{id_}-o{k}", day, nights) for k, day in enumerate(days)]
        return Request(
            id_,
            youth.id,
            tuple(each for each in made if each) or (self._surely(f"{id_}-o", nights),),
            importance=dice.choice((1, 2, 2, 3)),
            wishes=self._wishes(youth, id_, sites, mentors),
            mentor=self._company(),
            needs_grant=nights > 0,
        )

    def _surely(self, id_: str, nights: int) -> Occurrence:
        day = 4 if self.days > 12 else 0
        return Occurrence(id_, tuple(w for w in (self._window(f"{id_}-0", day, min(nights, 2)),) if w))

    def _series(self, youth: Youth, length: int, sites: list[Site], mentors: list[Mentor]) -> Request:
        """Every other weekend, or as often as the weeks allow."""
        id_ = f"{youth.id}-series"
        step = 2 if self.knobs.weeks >= 2 * length else 1
        first = self.dice.randrange(step)
        made = [self._occurrence(f"{id_}-o{k}", (first + k * step) * 7 + 4, 2) for k in range(length)]
        return Request(
            id_,
            youth.id,
            tuple(each for each in made if each) or (self._surely(f"{id_}-o", 2),),
            importance=3,
            wishes=self._wishes(youth, id_, sites, mentors),
            series=True,
            mentor=self._company(),
        )

    def _visit(self, youth: Youth, sites: list[Site]) -> list[Request]:
        """A visit to somebody new, and a weekend that wants it."""
        id_ = f"{youth.id}-visit"
        day = self.dice.randrange(max(1, self.days // 3))
        visit = self._occurrence(f"{id_}-o", day, 0)
        weekend = self._occurrence(f"{id_}-stay-o", (day // 7 + 2) * 7 + 4, 2)
        if visit is None or weekend is None:
            return []
        return [
            Request(id_, youth.id, (visit,), kind=Kind.VISIT, importance=1, needs_grant=False),
            Request(f"{id_}-stay", youth.id, (weekend,), visit_first=True),
        ]

    def _earlier(self, requests: tuple[Request, ...], sites: list[Site]) -> tuple[tuple[Claim, ...], tuple[Told, ...]]:
        """Some occurrences settled by an earlier round, some only told."""
        dice, claims, told = self.dice, [], []
        taken: dict[str, list[Span]] = {}
        open_sites = [site for site in sites if site.beds]
        for request in requests:
            for occurrence in request.occurrences:
                window, site = dice.choice(occurrence.windows), dice.choice(open_sites)
                if dice.random() < self.knobs.claims_share:
                    near = Span(window.arrival - 3 * DAY, window.departure + 3 * DAY)
                    if any(near.overlaps(span) for key in (site.id, request.youth) for span in taken.get(key, ())):
                        continue
                    taken.setdefault(site.id, []).append(window.span)
                    taken.setdefault(request.youth, []).append(window.span)
                    state = dice.choice(list(ClaimState))
                    claims.append(
                        Claim(
                            f"c-{occurrence.id}",
                            occurrence.id,
                            request.youth,
                            site.id,
                            window.arrival,
                            window.departure,
                            state,
                            kind=request.kind,
                            request=request.id,
                        )
                    )
                elif dice.random() < self.knobs.told_share:
                    told.append(Told(occurrence.id, window.id, site.id))
        return tuple(claims), tuple(told)
