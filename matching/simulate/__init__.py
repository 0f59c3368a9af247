"""A year of planning rounds in an invented municipality: does everything that was promised hold, round after round?

One round is easy; what wears a service down is the year: wishes that come in late, hosts who call off, promises of
March that stand in the way in May, youths who come last every time. Here that year is lived in minutes, through the
engine's public functions only, and `broken_promises` judges it afterwards from the records alone.
"""

from __future__ import annotations

from matching.simulate.figures import Figures, figures
from matching.simulate.judge import broken_promises
from matching.simulate.lived import Cancellation, Round, Rounds, Year
from matching.simulate.living import simulate

__all__ = ["Cancellation", "Figures", "Round", "Rounds", "Year", "broken_promises", "figures", "simulate"]
