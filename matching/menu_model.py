"""Who gets a choice at all, exactly: a small integer programme over the rows of the reservations.

More options on a menu only reserve more, so the most menus with a choice are found with one offer a menu at most. Then a
set of the reservations is simply the sum of its offers, and the linear relaxation is all but whole:

    x[p] in 0/1             offer p is on its occurrence's menu;   sum of x[p] over the p of o  <=  1
    every row               sum over S of weight[S] * (sum of x[p] over p in S)  <=  room
    youth[y]                <=  sum of x[p] over y's p at another time or in another house: she has a real choice
    other[r], way[r, .]     other <= sum of ways;   need * way  <=  number of r's occurrences with an offer of that way
    one_of[S] >= x[p]       for p in S, where S spans several occurrences of one youth

    maximise, in this order:  youths with a real choice,  occurrences with one,  occurrences with any (if only of who
    comes along),  series that can be had in another way as a whole

in one solve, each goal weighing more than all that come after it, which is exact in whole numbers. What is reached is
kept, and the menus are filled up in turns: there, searching gained one per cent for many times the work. How strongly
somebody words a wish does not enter: everybody's choices count alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ortools.sat.python import cp_model

from matching.menu_turns import Wanted, filled_up, first_choices


def best_menus(wanted: Wanted, effort: float, seed: int) -> tuple[Collection[int], bool]:
    """The offers that go onto menus; and whether it is proven that nobody could have more choices beside this plan.

    Without effort there is no search, only turns.
    """
    turns = first_choices(wanted)
    if effort <= 0 or not wanted.offers:
        return filled_up(wanted, turns), not wanted.offers
    found = _FirstChoices(wanted).best(turns, effort, seed)
    on, is_proven = (turns, False) if found is None else found
    return filled_up(wanted, on), is_proven


class _FirstChoices:
    """The programme; the first variables are the offers."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._model = cp_model.CpModel()
        self._proto = self._model.proto
        self._count = 0
        self._claims: list[tuple[int, Sequence[int], int]] = []  # in order: each may build on those before it
        for _ in wanted.offers:
            self._new()
        self._reservations()
        self._goal = self._goals()

    def _new(self) -> int:
        self._proto.variables.add().domain.extend((0, 1))
        self._count += 1
        return self._count - 1

    def _at_most(self, variables: Sequence[int], weights: Sequence[int], room: int) -> None:
        if room == 1 and all(weight == 1 for weight in weights):
            self._proto.constraints.add().at_most_one.literals.extend(variables)
            return
        linear = self._proto.constraints.add().linear
        linear.vars.extend(variables)
        linear.coeffs.extend(weights)
        linear.domain.extend((-(2**40), room))

    def _only_if(self, some: Sequence[int], need: int = 1) -> int:
        """A new variable that is 1 only if at least `need` of these are."""
        claim = self._new()
        self._at_most([claim, *some], [need, *([-1] * len(some))], 0)
        self._claims.append((claim, some, need))
        return claim

    def _one_of(self, some: Sequence[int]) -> int:
        """A new variable that is 1 whenever one of these is."""
        variable = self._new()
        for option in some:
            self._proto.constraints.add().bool_or.literals.extend((-option - 1, variable))
        self._claims.append((variable, some, 1))
        return variable

    def _reservations(self) -> None:
        wanted = self._wanted
        occurrence = [offer.placement.occurrence for offer in wanted.offers]
        several: dict[int, int] = {}
        for row in wanted.reservations.rows:
            terms: dict[int, int] = {}
            for number, weight in zip(row.sets, row.weights, strict=True):
                options = sorted(wanted.reservations.sets[number])
                if len({occurrence[n] for n in options}) > 1:
                    if number not in several:
                        several[number] = self._one_of(options)
                    options = [several[number]]
                for n in options:
                    terms[n] = terms.get(n, 0) + weight
            self._at_most(list(terms), list(terms.values()), row.room)
        for many in wanted.by_occurrence.values():
            self._at_most(many, [1] * len(many), 1)

    def _goals(self) -> list[tuple[int, int]]:
        wanted = self._wanted
        by_youth: dict[str, list[int]] = {}
        for n, offer in enumerate(wanted.offers):
            youth = wanted.youth_of[offer.placement.occurrence]
            if offer.differs and youth not in wanted.content:
                by_youth.setdefault(youth, []).append(n)
        others = [
            self._only_if([self._only_if([n for some in way.offers.values() for n in some], way.need) for way in ways])
            for ways in wanted.series
        ]
        menus, one_menu = len(wanted.by_occurrence) + 1, len(others) + 1
        return [
            *((each, 1) for each in others),
            *((n, one_menu * (1 + menus * offer.differs)) for n, offer in enumerate(wanted.offers)),
            *((self._only_if(hers), one_menu * menus * menus) for hers in by_youth.values()),
        ]

    def _hint(self, on: Collection[int]) -> list[int]:
        """The whole solution that has exactly these offers on menus."""
        values = [int(n in on) for n in range(self._count)]
        for variable, some, need in self._claims:
            values[variable] = int(sum(values[each] for each in some) >= need)
        return values

    def best(self, on: Collection[int], effort: float, seed: int) -> tuple[dict[int, None], bool] | None:
        """The best found, if it is no worse than what is on, and whether it is proven."""
        hint = self._hint(on)
        self._proto.objective.vars.extend([variable for variable, _ in self._goal])
        self._proto.objective.coeffs.extend([-weight for _, weight in self._goal])
        self._proto.solution_hint.vars.extend(range(self._count))
        self._proto.solution_hint.values.extend(hint)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.max_deterministic_time = effort
        solver.parameters.random_seed = seed
        status = solver.solve(self._model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found = [solver.response_proto.solution[n] for n in range(self._count)]
        if self._worth(found) < self._worth(hint):
            return None
        return {n: None for n in range(len(self._wanted.offers)) if found[n]}, status == cp_model.OPTIMAL

    def _worth(self, values: Sequence[int]) -> int:
        return sum(weight * values[variable] for variable, weight in self._goal)
