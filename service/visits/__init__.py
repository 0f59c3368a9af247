"""A short first meeting with a host, place or mentor, wished by her before she sleeps anywhere."""
