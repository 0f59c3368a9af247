"""What youths ask for: requests, their occurrences and windows, and what they wish about each."""

from __future__ import annotations

from matching.generate.dice import DAY, HOUR, Ground
from matching.generate.receivers import TRAITS
from matching.problem import Along, Kind, Mentor, Occurrence, Request, Site, Strength, Subject, Window, Wish, Youth


class Wishes:
    def __init__(self, ground: Ground, sites: list[Site], mentors: list[Mentor]) -> None:
        self.ground = ground
        self.dice = ground.dice
        self.knobs = ground.knobs
        self.sites = sites
        self.mentors = mentors

    def of(self, youth: Youth) -> list[Request]:
        """Some requests, one of them perhaps a series, sharing out the occurrences she asks for."""
        dice, knobs = self.dice, self.knobs
        left = dice.randint(*knobs.occurrences)
        count = min(left, dice.randint(*knobs.requests))
        requests: list[Request] = []
        if left > count and dice.random() < knobs.series_share * 3:
            length = min(left - count + 1, max(2, knobs.weeks // 3))
            requests.append(self._series(youth, length))
            left, count = left - length, count - 1
        for n in range(count):
            many = left // count + (n < left % count)
            if many:
                requests.append(self._single(youth, len(requests), many))
        if dice.random() < knobs.visit_share:
            requests += self._visit(youth)
        return requests

    def _wishes(self, youth: Youth, request: str) -> tuple[Wish, ...]:
        dice = self.dice
        avoided = youth.vetoes | youth.unsuitable
        hearts = [each.id for each in self.sites if each.id not in avoided]
        wishes = [
            Wish(f"{request}-w{n}", Subject.SITE, id_, dice.choice((Strength.IMPORTANT, Strength.NICE)))
            for n, id_ in enumerate(dice.sample(hearts, min(len(hearts), dice.randint(0, 2))))
        ]
        for trait in dice.sample(TRAITS, dice.randint(0, 2)):
            strength = dice.choices(list(Strength), (1, 8, 8, 1))[0]
            wishes.append(Wish(f"{request}-t-{trait}", Subject.TRAIT, trait, strength))
        company = [each.id for each in self.mentors if each.id not in avoided]
        if company and dice.random() < 0.3:
            wishes.append(Wish(f"{request}-m", Subject.MENTOR, dice.choice(company), Strength.IMPORTANT))
        return (*wishes, *self._from_here(request))

    def _from_here(self, request: str) -> tuple[Wish, ...]:
        """Mentors have no zone, so "from around here" is a must about them."""
        if self.ground.district is None:
            return ()
        return (Wish(f"{request}-here", Subject.MENTOR_TRAIT, f"district-{self.ground.district}", Strength.MUST),)

    def _window(self, id_: str, day: int, nights: int) -> Window | None:
        start = day * DAY + self.dice.choice((16, 17, 18)) * HOUR
        end = start + 4 * HOUR if nights == 0 else (day + nights) * DAY + self.dice.choice((10, 11)) * HOUR
        if day < 0 or end > self.ground.calendar.minutes:
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

    def _days(self, many: int) -> list[int]:
        """Days on which she would like to get away: any, or rather in the holidays."""
        among = range(max(many, self.ground.days - 8))
        if not self.ground.seasons.are_felt:
            return sorted(self.dice.sample(among, many))
        demand = self.ground.seasons.demand
        # The largest of u^(1/weight) is a sample without replacement, as likely as the weights say.
        keys = {day: self.dice.random() ** (1 / demand[min(day, len(demand) - 1)]) for day in among}
        return sorted(sorted(keys, key=lambda day: -keys[day])[:many])

    def _single(self, youth: Youth, n: int, many: int) -> Request:
        dice, id_ = self.dice, f"{youth.id}-r{n}"
        nights = dice.choice(self.knobs.nights)
        days = self._days(many)
        if nights >= 2:
            days = [day - day % 7 + (4 if nights == 2 else 0) for day in days]
        made = [self._occurrence(f"{id_}-o{k}", day, nights) for k, day in enumerate(days)]
        return Request(
            id_,
            youth.id,
            tuple(each for each in made if each) or (self._surely(f"{id_}-o", nights),),
            importance=dice.choice((1, 2, 2, 3)),
            wishes=self._wishes(youth, id_),
            mentor=self._company(),
            needs_grant=nights > 0,
        )

    def _surely(self, id_: str, nights: int) -> Occurrence:
        day = 4 if self.ground.days > 12 else 0
        return Occurrence(id_, tuple(w for w in (self._window(f"{id_}-0", day, min(nights, 2)),) if w))

    def _series(self, youth: Youth, length: int) -> Request:
        """Every other weekend, or as often as the weeks allow; evenings and single nights are on a day of their own."""
        id_ = f"{youth.id}-series"
        nights = self.ground.later.choice(self.knobs.series_nights)
        day = 4 if nights >= 2 else self.ground.later.randrange(7)
        step = 2 if self.knobs.weeks >= 2 * length else 1
        first = self.dice.randrange(step)
        if self.knobs.late_series:
            first += self.ground.later.randrange(max(1, self.knobs.weeks - step * length))
        made = [self._occurrence(f"{id_}-o{k}", (first + k * step) * 7 + day, nights) for k in range(length)]
        return Request(
            id_,
            youth.id,
            tuple(each for each in made if each) or (self._surely(f"{id_}-o", nights),),
            importance=3,
            wishes=self._wishes(youth, id_),
            series=True,
            mentor=self._company(),
        )

    def _visit(self, youth: Youth) -> list[Request]:
        """A visit to somebody new, and a weekend that wants it."""
        id_ = f"{youth.id}-visit"
        day = self.dice.randrange(max(1, self.ground.days // 3))
        visit = self._occurrence(f"{id_}-o", day, 0)
        weekend = self._occurrence(f"{id_}-stay-o", (day // 7 + 2) * 7 + 4, 2)
        if visit is None or weekend is None:
            return []
        return [
            Request(
                id_, youth.id, (visit,), kind=Kind.VISIT, importance=1, wishes=self._from_here(id_), needs_grant=False
            ),
            Request(f"{id_}-stay", youth.id, (weekend,), wishes=self._from_here(f"{id_}-stay"), visit_first=True),
        ]
