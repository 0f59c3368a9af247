"""Between a youth and the adults around her: letters both ways, safe hours, neutral notices, who is on duty."""
