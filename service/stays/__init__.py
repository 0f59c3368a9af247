"""Booked breaks: everybody's calendar, change of mind, arrival and departure; and the guardians' page of consents."""
