"""The heart: menus that hold, questions to hosts, a youth's choice, a caseworker's answer, and the gates of a booking."""
