"""The person a youth has chosen to have beside her: invited, shared with and ended by her alone."""
