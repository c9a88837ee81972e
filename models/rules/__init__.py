"""Pure functions over the nouns: no clock, no I/O, no randomness."""
