"""Whose consent a break needs, and who has given it."""
