"""Documents that are wrong in one way each: how to break a good one, the path that the fault names, and its words."""

import copy

from matching import write_problem
from tests.matching.small_worlds import a_claim, a_host, a_mentor, a_problem, a_request, a_wish, a_youth, nights

GOOD = write_problem(
    a_problem(
        [a_youth("y", vetoes=frozenset({"g"}), known={"h": 1}), a_youth("z")],
        [
            a_request("a", "y", (nights(0), nights(3)), wishes=(a_wish("h", "site", "nice"),)),
            a_request("b", "z", nights(0)),
        ],
        [a_host("g"), a_host("h")],
        [a_mentor()],
        claims=(a_claim("old", "z", "h", nights(20)), a_claim("held", "z", "g", nights(22), "held")),
    )
)


def put(path, value):
    def change(document):
        at = document
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


def twice(*path):
    def change(document):
        many = document
        for step in path:
            many = many[step]
        many.append(copy.deepcopy(many[0]))

    return change


def gone(path):
    def change(document):
        at = document
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


def both(one, two):
    def change(document):
        one(document)
        two(document)

    return change


Y, R = ["youths", 0], ["requests", 0]
W = [*R, "occurrences", 0, "windows", 0]
TOLD = {"occurrence": "a0", "window": "d0n1", "site": "h"}
PIN = {"occurrence": "a0", "window": "d0n1", "site": "h"}
SIBLINGS = {"first": "y", "second": "z"}
WAY = {"first": "a", "second": "b", "minutes": 9}
CLAIM = GOOD["claims"][0]
TWO_AT_ONCE = [{"start": 0, "end": 9}, {"start": 8, "end": 12}]
BROKEN = [
    (put(["version"], 2), "version", "must be 1"),
    (put(["colour"], "red"), "colour", "unknown field"),
    (put(["youths", 0, "colour"], "red"), "youths[0].colour", "unknown field"),
    (gone(["calendar"]), "calendar", "missing"),
    (gone(["youths", 0, "age"]), "youths[0].age", "missing"),
    (put(["youths"], {}), "youths", "must be a list"),
    (put(["youths", 0], "y"), "youths[0]", "must be an object"),
    (put(["youths", 0, "age"], "15"), "youths[0].age", "must be a whole number"),
    (put(["youths", 0, "age"], 15.0), "youths[0].age", "must be a whole number"),
    (put(["youths", 0, "age"], True), "youths[0].age", "must be a whole number"),
    (put(["youths", 0, "age"], 99), "youths[0].age", "at most 25"),
    (put(["youths", 0, "id"], 7), "youths[0].id", "must be text"),
    (put(["youths", 0, "id"], " "), "youths[0].id", "must not be empty"),
    (put(["youths", 0, "shortfall"], -1), "youths[0].shortfall", "at least 0"),
    (put(["youths", 0, "vetoes"], ["nobody"]), "youths[0].vetoes", "no such site or mentor"),
    (put(["youths", 0, "vetoes"], ["g", "g"]), "youths[0].vetoes[1]", "stands here twice"),
    (put(["youths", 0, "known"], {"nobody": 1}), "youths[0].known", "no such site or mentor"),
    (put(["youths", 0, "known"], ["h"]), "youths[0].known", "must be an object"),
    (put(["youths", 0, "known"], {"h": -1}), "youths[0].known.h", "at least 0"),
    (put(["youths", 0, "grant", "nights_per_month"], -1), "youths[0].grant.nights_per_month", "at least 0"),
    (put(["youths", 0, "grant", "valid"], [{"start": 9, "end": 9}]), "youths[0].grant.valid[0].end", "after its start"),
    (twice("youths"), "youths[2].id", "used twice"),
    (put(["sites", 0, "id"], "y"), "sites[0].id", "used twice"),
    (twice("requests", 0, "occurrences"), "requests[0].occurrences[1].id", "used twice"),
    (twice(*W[:-1]), "requests[0].occurrences[0].windows[2].id", "used twice"),
    (twice(*R, "wishes"), "requests[0].wishes[1].id", "used twice"),
    (put([*R, "youth"], "nobody"), "requests[0].youth", "no such youth"),
    (put([*R, "importance"], 4), "requests[0].importance", "at most 3"),
    (put([*R, "kind"], "party"), "requests[0].kind", "must be one of"),
    (put([*R, "series"], 1), "requests[0].series", "true or false"),
    (put([*R, "occurrences"], []), "requests[0].occurrences", "at least one"),
    (put([*R, "wishes", 0, "about"], "nobody"), "requests[0].wishes[0].about", "no such site"),
    (put([*R, "wishes", 0, "strength"], "very"), "requests[0].wishes[0].strength", "must be one of"),
    (put([*W, "departure"], 10), "requests[0].occurrences[0].windows[0].departure", "must be after arrival"),
    (put([*W, "departure"], 10**7), "requests[0].occurrences[0].windows[0].departure", "after the horizon"),
    (put([*W, "arrival"], -5), "requests[0].occurrences[0].windows[0].arrival", "at least 0"),
    (put([*W, "mentor_from"], 0), "requests[0].occurrences[0].windows[0].mentor_from", "within the window"),
    (put([*R, "occurrences", 0, "together_with"], "c0"), "requests[0].occurrences[0].together_with", "no such occ"),
    (put([*R, "occurrences", 0, "together_with"], "b0"), "requests[0].occurrences[0].together_with", "in return"),
    (put(["sites", 0, "beds"], -1), "sites[0].beds", "at least 0"),
    (put(["sites", 0, "beds"], None), "sites[0].beds", "must be a whole number"),
    (
        put(["sites", 0, "openings"], [{"start": 0, "end": 9}, {"start": 8, "end": 12}]),
        "sites[0].openings[1]",
        "overlaps",
    ),
    (put(["sites", 0, "openings"], [{"start": 9, "end": 3}]), "sites[0].openings[0].end", "after its start"),
    (put(["sites", 0, "youngest"], 40), "sites[0].oldest", "at least youngest"),
    (
        put(["sites", 0, "limits"], {"shortest_nights": 3, "longest_nights": 2}),
        "sites[0].limits.longest_nights",
        "below",
    ),
    (put(["sites", 0, "declines_youths"], ["nobody"]), "sites[0].declines_youths", "no such youth"),
    (put(["mentors", 0, "youths_at_once"], 0), "mentors[0].youths_at_once", "at least 1"),
    (put(["claims", 0, "site"], "nobody"), "claims[0].site", "no such site"),
    (put(["claims", 0, "departure"], 0), "claims[0].departure", "must be after arrival"),
    (put(["claims", 0, "occurrence"], "a0"), "claims[0].occurrence", "also among the requests"),
    (put(["claims", 1, "occurrence"], "old"), "claims[1].occurrence", "no other claim"),
    (put(["told"], [{"occurrence": "x", "window": "w", "site": "h"}]), "told[0].occurrence", "no such occurrence"),
    (put(["pins"], [{"occurrence": "a0", "window": "w"}]), "pins[0].window", "no such window"),
    (put(["pins"], [{"occurrence": "a0"}, {"occurrence": "a0"}]), "pins[1].occurrence", "used twice"),
    (put(["exclusions"], [{"youth": "y"}]), "exclusions[0]", "must name"),
    (put(["exclusions"], [{"window": "d0n1"}]), "exclusions[0].window", "occurrence beside it"),
    (put(["siblings"], [{"first": "y", "second": "y"}]), "siblings[0].second", "somebody else"),
    (put(["kept_apart"], [["y"]]), "kept_apart[0]", "a list of 2"),
    (put(["kept_apart"], [["y", "nobody"]]), "kept_apart[0][1]", "no such youth or mentor"),
    (put(["budget"], -1), "budget", "at least 0"),
    (put(["now"], 2**60), "now", "at most"),
    (put(["calendar", "nights", 0, "month"], "none"), "calendar.nights[0].month", "no such month"),
    (put(["calendar", "nights", 0, "moment"], 10**5), "calendar.nights[1].moment", "in order"),
    (put(["calendar", "months", 1, "start"], 5), "calendar.months[1].start", "where the one before ends"),
    (put(["calendar", "minutes"], 0), "calendar.minutes", "at least 1"),
    # Every kind of id that stands twice
    (twice("sites"), "sites[2].id", "used twice"),
    (twice("mentors"), "mentors[1].id", "used twice"),
    (put(["mentors", 0, "id"], "h"), "mentors[0].id", "used twice"),
    (twice("requests"), "requests[2].id", "used twice"),
    (twice("claims"), "claims[2].id", "used twice"),
    (put(["told"], [TOLD, TOLD]), "told[1].occurrence", "used twice"),
    (put(["siblings"], [SIBLINGS, SIBLINGS]), "siblings[1]", "stands here twice"),
    (put(["travel"], [WAY, {**WAY, "first": "b", "second": "a"}]), "travel[1]", "stands here twice"),
    (put([*Y, "needs"], ["calm", "calm"]), "youths[0].needs[1]", "stands here twice"),
    # Every kind of name that points nowhere
    (put([*Y, "unsuitable"], ["nobody"]), "youths[0].unsuitable", "no such site or mentor"),
    (put([*Y, "own_people"], ["nobody"]), "youths[0].own_people", "no such site or mentor"),
    (put(["mentors", 0, "declines_youths"], ["h"]), "mentors[0].declines_youths", "no such youth"),
    (put([*R, "wishes", 0, "subject"], "mentor"), "requests[0].wishes[0].about", "no such mentor"),
    (put([*R, "wishes", 0, "subject"], "weather"), "requests[0].wishes[0].subject", "must be one of"),
    (put(["claims", 0, "youth"], "nobody"), "claims[0].youth", "no such youth"),
    (put(["claims", 0, "mentor"], "h"), "claims[0].mentor", "no such mentor"),
    (put(["pins"], [{"occurrence": "x"}]), "pins[0].occurrence", "no such occurrence"),
    (put(["pins"], [{"occurrence": "a0", "site": "m"}]), "pins[0].site", "no such site"),
    (put(["pins"], [{"occurrence": "a0", "mentor": "h"}]), "pins[0].mentor", "no such mentor"),
    (put(["told"], [{**TOLD, "window": "x"}]), "told[0].window", "no such window"),
    (put(["exclusions"], [{"youth": "m", "site": "h"}]), "exclusions[0].youth", "no such youth"),
    (put(["exclusions"], [{"occurrence": "x", "site": "h"}]), "exclusions[0].occurrence", "no such occurrence"),
    (put(["exclusions"], [{"site": "x"}]), "exclusions[0].site", "no such site"),
    (put(["exclusions"], [{"mentor": "x"}]), "exclusions[0].mentor", "no such mentor"),
    (put(["siblings"], [{"first": "x", "second": "y"}]), "siblings[0].first", "no such youth"),
    (put(["kept_apart"], [["h", "y"]]), "kept_apart[0][0]", "no such youth"),
    (put(["kept_apart"], [["y", "y"]]), "kept_apart[0][1]", "somebody else"),
    # Times that make no sense
    (put([*W, "arrival"], 10**7), "requests[0].occurrences[0].windows[0].departure", "must be after arrival"),
    (put([*W, "mentor_until"], 1), "requests[0].occurrences[0].windows[0].mentor_from", "within the window"),
    (put(["claims", 0, "mentor_until"], 1), "claims[0].mentor_from", "within the stay"),
    (put(["claims", 1, "occurrence"], "old"), "claims[1].occurrence", "no other claim"),
    (put(["claims", 1], {**CLAIM, "id": "c", "youth": "y", "state": "held"}), "claims[1].youth", "belongs to z"),
    (put(["mentors", 0, "openings"], TWO_AT_ONCE), "mentors[0].openings[1]", "overlaps"),
    (put(["mentors", 0, "cleared"], [{"start": 9, "end": 3}]), "mentors[0].cleared[0].end", "after its start"),
    (put([*Y, "grant", "valid"], TWO_AT_ONCE), "youths[0].grant.valid[1]", "overlaps"),
    (put(["calendar", "months", 1, "end"], 1), "calendar.months[1].end", "after its start"),
    (put(["calendar", "weeks", 0, "start"], 1), "calendar.weeks[0].start", "where the one before ends"),
    (put(["calendar", "minutes"], 10**6), "calendar.months", "must cover the horizon"),
    # Numbers that are none, or too many
    (put(["now"], -1), "now", "at least 0"),
    (put(["now"], 10**40), "now", "at most"),
    (put(["budget"], float("inf")), "budget", "whole number"),
    (put(["budget"], "10"), "budget", "whole number"),
    (put(["sites", 0, "cost_per_night"], -1), "sites[0].cost_per_night", "at least 0"),
    (put(["sites", 0, "limits", "nights_per_month"], -1), "sites[0].limits.nights_per_month", "at least 0"),
    (put(["sites", 0, "limits", "rest_days"], 0.5), "sites[0].limits.rest_days", "whole number"),
    (put(["sites", 0, "turnaround"], -60), "sites[0].turnaround", "at least 0"),
    (put(["sites", 0, "mixing", "largest_age_gap"], -1), "sites[0].mixing.largest_age_gap", "at least 0"),
    (put(["mentors", 0, "minutes_per_week"], -1), "mentors[0].minutes_per_week", "at least 0"),
    (put(["mentors", 0, "most_youths"], 1e3), "mentors[0].most_youths", "whole number"),
    (put(["travel"], [{**WAY, "minutes": -1}]), "travel[0].minutes", "at least 0"),
    (put([*W, "preference"], 101), "requests[0].occurrences[0].windows[0].preference", "at most 100"),
    (put([*Y, "urgency"], 10), "youths[0].urgency", "at most 9"),
    # Kinds of values
    (put(["sites", 0, "openings"], "always"), "sites[0].openings", "must be a list"),
    (put(["sites", 0, "openings", 0], [0, 9]), "sites[0].openings[0]", "must be an object"),
    (put(["sites", 0, "openings", 0], {"start": 0}), "sites[0].openings[0].end", "missing"),
    (put(["sites", 0, "traits"], "calm"), "sites[0].traits", "must be a list"),
    (put(["sites", 0, "traits"], [""]), "sites[0].traits[0]", "must not be empty"),
    (put(["sites", 0, "limits"], None), "sites[0].limits", "must be an object"),
    (put(["sites", 0, "limits", "guests"], 2), "sites[0].limits.guests", "unknown field"),
    (put(["sites", 0, "kind"], "hotel"), "sites[0].kind", "must be one of"),
    (put(["claims", 0, "state"], "hoped"), "claims[0].state", "must be one of"),
    (put([*R, "id"], ""), "requests[0].id", "must not be empty"),
    (put([*R, "mentor"], True), "requests[0].mentor", "must be one of"),
    (put([*Y, "id"], "y\ud800"), "youths[0].id", "half a character"),
    (put(["two\nlines"], 1), '"two\\nlines"', "unknown field"),
    (put([*Y, "known"], {"two\nlines": 1}), "youths[0].known", "no such site or mentor"),
    (put([*Y, "known"], {"two\nlines": -1}), 'youths[0].known."two\\nlines"', "at least 0"),
    # Words of adults that contradict each other
    (put(["siblings"], [{**SIBLINGS, "rule": "sometimes"}]), "siblings[0].rule", "must be one of"),
    (both(put(["pins"], [PIN]), put(["exclusions"], [{"site": "h"}])), "pins[0]", "exclusions[0] rules it out"),
    (
        both(put(["pins"], [PIN]), put(["exclusions"], [{"youth": "y", "site": "h"}])),
        "pins[0]",
        "exclusions[0] rules it out",
    ),
    (
        both(put(["pins"], [PIN]), put(["exclusions"], [{"occurrence": "a0", "window": "d0n1"}])),
        "pins[0]",
        "exclusions[0] rules it out",
    ),
]
