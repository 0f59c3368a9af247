"""Who gets a choice at all, exactly: a small integer programme over the rows of the reservations.

More options on a menu only reserve more, so the most menus with a choice are found with one offer a menu at most. Then a
set of the reservations is simply the sum of its offers, and the linear relaxation is all but whole:

    x[p] in 0/1             offer p is on its occurrence's menu;   sum of x[p] over the p of o  <=  1
    every row               sum over S of weight[S] * (sum of x[p] over p in S)  <=  room
    youth[y]                <=  sum of x[p] over y's p at another time or in another house: she has a real choice
    one_of[S] >= x[p]       for p in S, where S spans several occurrences of one youth

    maximise, in this order:  youths with a real choice,  occurrences with one,  occurrences with any (if only of who
    comes along),  first choices that go the nearest other way of their series

in one solve, each goal weighing more than all that come after it, which is exact in whole numbers. What is reached is
kept, and the menus are filled up in turns: there, searching gained one per cent for many times the work. How strongly
somebody words a wish does not enter: everybody's choices count alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ortools.sat.python import cp_model

from matching.menu_turns import Wanted, filled_up, first_choices, worth_a_look


def best_menus(wanted: Wanted, effort: float, seed: int) -> Collection[int]:
    """The offers that go onto menus."""
    offers = worth_a_look(wanted)
    on, _ = _FirstChoices(wanted, offers).best(first_choices(wanted, offers), effort, seed)
    return filled_up(wanted, on)


class _FirstChoices:
    """The programme; the first variables are the offers."""

    def __init__(self, wanted: Wanted, offers: Mapping[str, Sequence[int]]) -> None:
        self._wanted = wanted
        self._by_occurrence = offers
        self._model = cp_model.CpModel()
        self._proto = self._model.proto
        self._count = 0
        self._claims: list[tuple[int, Sequence[int]]] = []  # variables that follow from the offers
        looked_at = {n for many in offers.values() for n in many}
        for n in range(len(wanted.offers)):
            self._new(1 if n in looked_at else 0)
        self._reservations()
        self._goal = self._goals()

    def _new(self, most: int = 1) -> int:
        self._proto.variables.add().domain.extend((0, most))
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

    def _only_if(self, some: Sequence[int]) -> int:
        """A new variable that is 1 only if one of these is."""
        claim = self._new()
        self._at_most([claim, *some], [1, *([-1] * len(some))], 0)
        self._claims.append((claim, some))
        return claim

    def _one_of(self, some: Sequence[int]) -> int:
        """A new variable that is 1 whenever one of these is."""
        variable = self._new()
        for option in some:
            self._proto.constraints.add().bool_or.literals.extend((-option - 1, variable))
        self._claims.append((variable, some))
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
        for many in self._by_occurrence.values():
            self._at_most(many, [1] * len(many), 1)

    def _goals(self) -> list[tuple[int, int]]:
        wanted = self._wanted
        by_youth: dict[str, list[int]] = {}
        for n, offer in enumerate(wanted.offers):
            youth = wanted.youth_of[offer.placement.occurrence]
            if offer.differs and youth not in wanted.content:
                by_youth.setdefault(youth, []).append(n)
        same_way = wanted.same_way()
        menus = len(wanted.by_occurrence) + 1
        return [
            *((n, (n in same_way) + menus * (1 + menus * offer.differs)) for n, offer in enumerate(wanted.offers)),
            *((self._only_if(hers), menus * menus * menus) for hers in by_youth.values()),
        ]

    def _hint(self, on: Collection[int]) -> list[int]:
        """The whole solution that has exactly these offers on menus."""
        values = [int(n in on) for n in range(self._count)]
        for variable, some in self._claims:
            values[variable] = max(values[each] for each in some)
        return values

    def best(self, on: Collection[int], effort: float, seed: int) -> tuple[Collection[int], bool]:
        """The best found, never less than what is on; and whether it is proven that there is nothing better."""
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
            return on, False
        found = [solver.response_proto.solution[n] for n in range(self._count)]
        if self._worth(found) < self._worth(hint):
            return on, False
        return {n: None for n in range(len(self._wanted.offers)) if found[n]}, status == cp_model.OPTIMAL

    def _worth(self, values: Sequence[int]) -> int:
        return sum(weight * values[variable] for variable, weight in self._goal)
