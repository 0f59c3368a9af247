"""A break now: what is open tonight, and a human on duty in the loop."""
