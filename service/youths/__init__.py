"""A youth and what she says: wishes, vetoes, hearts, her own people, statements and the answers to them."""
