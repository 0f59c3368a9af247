"""Lifts of what bars by itself: openings and checks, ages, vetoes both ways, marks and musts."""

from __future__ import annotations

from dataclasses import replace

from matching.horizon import joined
from matching.lifts.facts import with_receiver, with_request, with_youth
from matching.plan import Stay
from matching.problem import Problem, Strength, Subject, Wish


def openings(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return with_receiver(
        problem,
        about,
        lambda site: replace(site, openings=joined((*site.openings, stay.span))),
        lambda mentor: replace(mentor, openings=joined((*mentor.openings, stay.mentor_span))),
    )


def checks(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return with_receiver(
        problem,
        about,
        lambda site: replace(site, cleared=joined((*site.cleared, stay.span))),
        lambda mentor: replace(mentor, cleared=joined((*mentor.cleared, stay.mentor_span))),
    )


def ages(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    youth, site = problem.youth[stay.youth], problem.site[stay.site]
    wider = replace(
        site,
        youngest=min(site.youngest, youth.age),
        oldest=max(site.oldest, youth.age),
        declines_traits=site.declines_traits - youth.traits,
    )
    return with_youth(with_receiver(problem, site.id, lambda _: wider), replace(youth, needs=youth.needs & site.traits))


def vetoed(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    youth = problem.youth[stay.youth]
    return with_youth(problem, replace(youth, vetoes=youth.vetoes - {about}))


def unsuitable(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    youth = problem.youth[stay.youth]
    return with_youth(problem, replace(youth, unsuitable=youth.unsuitable - {about}))


def declined(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return with_receiver(
        problem,
        about,
        lambda site: replace(site, declines_youths=site.declines_youths - {stay.youth}),
        lambda mentor: replace(mentor, declines_youths=mentor.declines_youths - {stay.youth}),
    )


def broken_wishes(problem: Problem, occurrence: str, about: str) -> tuple[Wish, ...]:
    """Her musts and nevers that keep this host, place or mentor out."""
    if about in problem.site:
        whom, trait, traits = Subject.SITE, Subject.TRAIT, problem.site[about].traits
    else:
        mentor = problem.mentor[about]
        whom, trait, traits = Subject.MENTOR, Subject.MENTOR_TRAIT, mentor.traits | mentor.languages
    wishes = [each for each in problem.request_of[occurrence].wishes if each.subject in (whom, trait)]
    named = {each.about for each in wishes if each.subject is whom and each.strength is Strength.MUST}

    def breaks(wish: Wish) -> bool:
        if wish.strength is Strength.NEVER:
            return wish.about == about if wish.subject is whom else wish.about in traits
        if wish.strength is Strength.MUST:
            return about not in named if wish.subject is whom else wish.about not in traits
        return False

    return tuple(wish for wish in wishes if breaks(wish))


def musts(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    broken = broken_wishes(problem, stay.occurrence, about or "")
    request = problem.request_of[stay.occurrence]
    return with_request(problem, replace(request, wishes=tuple(each for each in request.wishes if each not in broken)))
