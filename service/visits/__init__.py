"""A short first meeting with a host, a place or a mentor: wished by her, given a time by them, booked by her yes."""
