"""What each command of `python -m matching` does with its arguments."""
