"""The engine beside other ways of planning, on the same invented municipalities: what it is worth, in figures.

Every method runs in a process of its own and hands over plans with the time at which it had them. Plans are judged by
the engine's independent checker and measured here, alike for all. `python -m tests.benchmarks --help` says how to run
parts of it; `make bench` runs what ends in a quarter of an hour and writes docs/benchmarks/.
"""
