"""Signing in, each in her own way, and getting out in a hurry.

A youth's sign-in is hers alone: a card from her caseworker's hand, then four words that she chooses. Nothing ever locks her
out, because a parent could then lock her out by typing wrong; we slow down and say so.
"""
