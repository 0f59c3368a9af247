"""Between the tables and the engine: a snapshot in, a round out, and the judge of everything written by hand.

The only slice that imports `matching`. Whatever leaves it is ids, times and codes; no words, names or addresses go in.
"""
