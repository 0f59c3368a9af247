"""Nobody is matched against a no: the youth's veto, the caseworker's mark of unsuitability, the adult's own no.

    placed[o, w, s] exists only if  s is in none of  vetoes(y), unsuitable(y)  and y is not in declines_youths(s);
    along[o, w, m]  likewise for the mentor.

Three rules of one form, apart because they are told apart: hers she may lift, the others nobody tells her about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matching.plan import Stays
from matching.problem import Mentor, Problem, Request, Site, Youth
from matching.rule import Reason, Rule, Side, Violation

Refused = Callable[[Youth, "Site | Mentor"], bool]


def _rule(reason: Reason, refused: Refused, words: str) -> Rule:
    def bars_site(problem: Problem, youth: Youth, request: Request, site: Site) -> bool:
        return refused(youth, site)

    def bars_mentor(problem: Problem, youth: Youth, request: Request, mentor: Mentor) -> bool:
        return refused(youth, mentor)

    def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
        # Read from the lists of refusals to the stays, the other way round than the filter.
        pairs = set(_pairs(problem, reason.code))
        for stay in stays.all:
            for adult in (stay.site, stay.mentor):
                if not stay.fixed and adult is not None and (stay.youth, adult) in pairs:
                    yield Violation(reason.code, f"{stay.youth} and {adult}: {words}", (stay,))

    return Rule(reason, violations, bars_site=bars_site, bars_mentor=bars_mentor)


def _pairs(problem: Problem, code: str) -> Iterator[tuple[str, str]]:
    for youth in problem.youths:
        if code == "vetoed":
            yield from ((youth.id, adult) for adult in youth.vetoes)
        if code == "unsuitable":
            yield from ((youth.id, adult) for adult in youth.unsuitable)
    if code == "declined":
        for site in problem.sites:
            yield from ((youth_id, site.id) for youth_id in site.declines_youths)
        for mentor in problem.mentors:
            yield from ((youth_id, mentor.id) for youth_id in mentor.declines_youths)


VETOED = _rule(
    Reason("vetoed", Side.YOUTH, "You have said no to this one. You can take your no back.", "The youth's veto."),
    lambda youth, adult: adult.id in youth.vetoes,
    "she has said no",
)
UNSUITABLE = _rule(
    Reason(
        "unsuitable",
        Side.SAFETY,
        "Your caseworker can tell you about this one.",
        "Marked as unsuitable by the caseworker.",
    ),
    lambda youth, adult: adult.id in youth.unsuitable,
    "marked as unsuitable",
)
DECLINED = _rule(
    # The same words to her as for any fit that fails: she never learns of another person's no.
    Reason("declined", Side.ADULT, "It cannot be arranged there.", "The host or mentor has declined this match."),
    lambda youth, adult: youth.id in adult.declines_youths,
    "the adult has declined",
)
