"""What she has called a must holds, and what she has called never does not happen.

placed[o, w, s] exists only if  s is one of the sites she named as must (if any),  has every must-trait,
                                is no never-site and has no never-trait;
along[o, w, m]  likewise for mentors; whether a mentor has to come along is mentor_presence's question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from matching.masks import Among
from matching.plan import Stay, Stays
from matching.problem import Mentor, Problem, Request, Site, Strength, Subject, Wish, Youth
from matching.rule import Reason, Rule, Side, Violation


def _bars(wishes: Iterable[Wish], one: Subject, trait: Subject, id_: str, traits: frozenset[str]) -> bool:
    of = {
        (subject, strength): {wish.about for wish in wishes if wish.subject is subject and wish.strength is strength}
        for subject in (one, trait)
        for strength in (Strength.MUST, Strength.NEVER)
    }
    named = of[one, Strength.MUST]
    return (
        (bool(named) and id_ not in named)
        or not of[trait, Strength.MUST] <= traits
        or id_ in of[one, Strength.NEVER]
        or bool(of[trait, Strength.NEVER] & traits)
    )


def bars_site(problem: Problem, youth: Youth, request: Request, site: Site) -> bool:
    return bool(request.wishes) and _bars(request.wishes, Subject.SITE, Subject.TRAIT, site.id, site.traits)


def bars_mentor(problem: Problem, youth: Youth, request: Request, mentor: Mentor) -> bool:
    traits = mentor.traits | mentor.languages
    return bool(request.wishes) and _bars(request.wishes, Subject.MENTOR, Subject.MENTOR_TRAIT, mentor.id, traits)


def _all_barred(
    wishes: Iterable[Wish], one: Subject, trait: Subject, names: Mapping[str, int], having: Mapping[str, int], all_: int
) -> int:
    named, barred = 0, 0
    is_named = False
    for wish in wishes:
        match wish.strength, wish.subject:
            case Strength.MUST, subject if subject is one:
                named, is_named = named | names.get(wish.about, 0), True
            case Strength.MUST, subject if subject is trait:
                barred |= all_ & ~having.get(wish.about, 0)
            case Strength.NEVER, subject if subject is one:
                barred |= names.get(wish.about, 0)
            case Strength.NEVER, subject if subject is trait:
                barred |= having.get(wish.about, 0)
    return barred | (all_ & ~named) if is_named else barred


def bars_sites(problem: Problem, youth: Youth, request: Request, sites: Among[Site]) -> int:
    having = sites.by("traits", lambda site: site.traits)
    return _all_barred(request.wishes, Subject.SITE, Subject.TRAIT, sites.roster.bit, having, sites.everybody)


def bars_mentors(problem: Problem, youth: Youth, request: Request, mentors: Among[Mentor]) -> int:
    having = mentors.by("traits and languages", lambda mentor: mentor.traits | mentor.languages)
    return _all_barred(
        request.wishes, Subject.MENTOR, Subject.MENTOR_TRAIT, mentors.roster.bit, having, mentors.everybody
    )


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        request = problem.request_of.get(stay.occurrence)
        if stay.fixed or request is None:
            continue
        for wish in request.wishes:
            is_so = _is_so(wish, stay, problem)
            if is_so is None:
                continue
            if wish.strength is Strength.NEVER and is_so:
                yield Violation(RULE.code, f"{stay.occurrence}: never {wish.about}", (stay,))
            if wish.strength is Strength.MUST and not is_so and not _another_named(wish, request, stay):
                yield Violation(RULE.code, f"{stay.occurrence}: must {wish.about}", (stay,))


def _is_so(wish: Wish, stay: Stay, problem: Problem) -> bool | None:
    """Is it as the wish says? None where there is no mentor to speak of."""
    match wish.subject:
        case Subject.SITE:
            return stay.site == wish.about
        case Subject.TRAIT:
            return wish.about in problem.site[stay.site].traits
        case Subject.MENTOR:
            return None if stay.mentor is None else stay.mentor == wish.about
        case Subject.MENTOR_TRAIT:
            if stay.mentor is None:
                return None
            mentor = problem.mentor[stay.mentor]
            return wish.about in mentor.traits or wish.about in mentor.languages


def _another_named(wish: Wish, request: Request, stay: Stay) -> bool:
    """Musts that name one host or mentor are alternatives: being with another named one is as she said."""
    there = {Subject.SITE: stay.site, Subject.MENTOR: stay.mentor}.get(wish.subject)
    return there is not None and any(
        other.about == there and other.subject is wish.subject and other.strength is Strength.MUST
        for other in request.wishes
    )


RULE = Rule(
    Reason(
        "must_wishes",
        Side.YOUTH,
        "It goes against something you said has to be so, or never. You can change what you said.",
        "Against a must or a never of the youth.",
    ),
    violations,
    bars_site=bars_site,
    bars_sites=bars_sites,
    bars_mentor=bars_mentor,
    bars_mentors=bars_mentors,
)
