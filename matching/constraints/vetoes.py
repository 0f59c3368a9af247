"""Nobody is matched against a no: the youth's veto, the caseworker's mark of unsuitability, the adult's own no.

    placed[o, w, s] exists only if  s is in none of  vetoes(y), unsuitable(y)  and y is not in declines_youths(s);
    along[o, w, m]  likewise for the mentor.

Three rules of one form, apart because they are told apart: hers she may lift, the others nobody tells her about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matching.masks import Among
from matching.plan import Stays
from matching.problem import Mentor, Problem, Request, Site, Youth
from matching.rule import Reason, Rule, Side, Violation

Refused = Callable[[Problem, Youth, Request, "Site | Mentor"], bool]
AllRefused = Callable[[Problem, Youth, Request, "Among[Site] | Among[Mentor]"], int]


def _rule(reason: Reason, refused: Refused, all_refused: AllRefused, words: str) -> Rule:
    def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
        # Read from the lists of refusals to the stays, the other way round than the filter.
        for youth, adult in _pairs(problem, stays, reason.code):
            for stay in stays.by_youth[youth]:
                if not stay.fixed and adult in (stay.site, stay.mentor):
                    yield Violation(reason.code, f"{stay.youth} and {adult}: {words}", (stay,))

    return Rule(
        reason,
        violations,
        bars_site=refused,
        bars_sites=all_refused,
        bars_mentor=refused,
        bars_mentors=all_refused,
    )


def _declining(adult: Site | Mentor) -> frozenset[str]:
    return adult.declines_youths


def _pairs(problem: Problem, stays: Stays, code: str) -> Iterator[tuple[str, str]]:
    """Youths and adults who were not to meet, and whom some stays bring together."""
    for youth, hers in stays.by_youth.items():
        met = {stay.site for stay in hers} | {stay.mentor for stay in hers if stay.mentor is not None}
        if code == "vetoed":
            yield from ((youth, adult) for adult in sorted(problem.youth[youth].vetoes & met))
        if code == "unsuitable":
            yield from ((youth, adult) for adult in sorted(problem.youth[youth].unsuitable & met))
    if code == "declined":
        for adults, by_adult in ((problem.sites, stays.by_site), (problem.mentors, stays.by_mentor)):
            for adult in adults:
                youths = {stay.youth for stay in by_adult.get(adult.id, ())}
                yield from ((youth, adult.id) for youth in sorted(adult.declines_youths & youths))


VETOED = _rule(
    Reason("vetoed", Side.YOUTH, "You have said no to this one. You can take your no back.", "The youth's veto."),
    lambda problem, youth, request, adult: adult.id in youth.vetoes,
    lambda problem, youth, request, adults: adults.named(youth.vetoes),
    "she has said no",
)
UNSUITABLE = _rule(
    Reason(
        "unsuitable",
        Side.SAFETY,
        "Your caseworker can tell you about this one.",
        "Marked as unsuitable by the caseworker.",
    ),
    lambda problem, youth, request, adult: adult.id in youth.unsuitable,
    lambda problem, youth, request, adults: adults.named(youth.unsuitable),
    "marked as unsuitable",
)
DECLINED = _rule(
    # The same words to her as for any fit that fails: she never learns of another person's no.
    Reason("declined", Side.ADULT, "It cannot be arranged there.", "The host or mentor has declined this match."),
    lambda problem, youth, request, adult: youth.id in adult.declines_youths,
    lambda problem, youth, request, adults: adults.by("declines_youths", _declining).get(youth.id, 0),
    "the adult has declined",
)
