"""A break soon or tonight: the number that answers first, then what is open, with somebody on duty in the loop."""
