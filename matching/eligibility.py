"""Which options are worth a variable: everything that no rule bars by itself. What is barred keeps its reasons.

Filtering is done in the order of cheapness (who with whom first, then time), and answers about time are remembered,
because thousands of windows share their dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matching.candidates import Candidate, Company, Eligible
from matching.constraints import RULES
from matching.problem import Along, Mentor, Problem, Request, Site, Window
from matching.rule import Reason, Rule


def eligible(problem: Problem, rules: Sequence[Rule] = RULES) -> Eligible:
    """All candidates and companies, in the order of the document."""
    candidates: list[Candidate] = []
    companies: list[Company] = []
    open_at: dict[tuple[str, int, int], bool] = {}
    free: dict[tuple[str, int, int], bool] = {}
    for request in problem.requests:
        youth = problem.youth[request.youth]
        sites = [site for site in problem.sites if not any(_site_barred(rules, problem, request, site))]
        some_need_company = any(site.needs_mentor for site in sites)
        mentors = (
            [each for each in problem.mentors if not any(_mentor_barred(rules, problem, request, each))]
            if request.mentor is not Along.NO or some_need_company
            else []
        )
        for occurrence in request.occurrences:
            for window in occurrence.windows:
                if any(_window_barred(rules, problem, request, window)):
                    continue
                here: list[Candidate] = []
                for site in sites:
                    key = (site.id, window.arrival, window.departure)
                    if key not in open_at:
                        open_at[key] = not any(_time_barred(rules, problem, window, site))
                    if open_at[key] and not any(_option_barred(rules, problem, occurrence.id, window, site)):
                        here.append(Candidate(occurrence.id, request.id, youth.id, window, site.id))
                company: list[Company] = []
                if request.mentor is not Along.NO or any(problem.site[each.site].needs_mentor for each in here):
                    span = window.mentor_span
                    for mentor in mentors:
                        key = (mentor.id, span.start, span.end)
                        if key not in free:
                            free[key] = not any(_mentor_time_barred(rules, problem, window, mentor))
                        if free[key] and not any(_company_barred(rules, problem, occurrence.id, window, mentor)):
                            company.append(Company(occurrence.id, request.id, youth.id, window, mentor.id))
                if not company:  # a mentor who has to be there and cannot: the site is out of the question too
                    must = request.mentor is Along.MUST
                    here = [each for each in here if not must and not problem.site[each.site].needs_mentor]
                candidates += here
                companies += company if here else []
    return Eligible(tuple(candidates), tuple(companies))


def site_reasons(problem: Problem, occurrence: str, window: Window, site: Site) -> tuple[Reason, ...]:
    """Every reason that by itself bars this occurrence from this window at this site; empty if none does."""
    request = problem.request_of[occurrence]
    return tuple(
        dict.fromkeys(
            (
                *_site_barred(RULES, problem, request, site),
                *_window_barred(RULES, problem, request, window),
                *_time_barred(RULES, problem, window, site),
                *_option_barred(RULES, problem, occurrence, window, site),
            )
        )
    )


def mentor_reasons(problem: Problem, occurrence: str, window: Window, mentor: Mentor) -> tuple[Reason, ...]:
    request = problem.request_of[occurrence]
    return tuple(
        dict.fromkeys(
            (
                *_mentor_barred(RULES, problem, request, mentor),
                *_mentor_time_barred(RULES, problem, window, mentor),
                *_company_barred(RULES, problem, occurrence, window, mentor),
            )
        )
    )


def _site_barred(rules: Sequence[Rule], problem: Problem, request: Request, site: Site) -> Iterator[Reason]:
    youth = problem.youth[request.youth]
    for rule in rules:
        if rule.bars_site is not None and rule.bars_site(problem, youth, request, site):
            yield rule.reason


def _window_barred(rules: Sequence[Rule], problem: Problem, request: Request, window: Window) -> Iterator[Reason]:
    youth = problem.youth[request.youth]
    for rule in rules:
        if rule.bars_window is not None and rule.bars_window(problem, youth, request, window):
            yield rule.reason


def _time_barred(rules: Sequence[Rule], problem: Problem, window: Window, site: Site) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_time_at_site is not None and rule.bars_time_at_site(problem, window, site):
            yield rule.reason


def _option_barred(
    rules: Sequence[Rule], problem: Problem, occurrence: str, window: Window, site: Site
) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_option is not None and rule.bars_option(problem, occurrence, window, site):
            yield rule.reason


def _mentor_barred(rules: Sequence[Rule], problem: Problem, request: Request, mentor: Mentor) -> Iterator[Reason]:
    youth = problem.youth[request.youth]
    for rule in rules:
        if rule.bars_mentor is not None and rule.bars_mentor(problem, youth, request, mentor):
            yield rule.reason


def _mentor_time_barred(rules: Sequence[Rule], problem: Problem, window: Window, mentor: Mentor) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_time_of_mentor is not None and rule.bars_time_of_mentor(problem, window, mentor):
            yield rule.reason


def _company_barred(
    rules: Sequence[Rule], problem: Problem, occurrence: str, window: Window, mentor: Mentor
) -> Iterator[Reason]:
    for rule in rules:
        if rule.bars_company is not None and rule.bars_company(problem, occurrence, window, mentor):
            yield rule.reason
