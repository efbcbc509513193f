"""How good is it? Cases as data, run through the app's public functions, scored, compared, one verdict."""
