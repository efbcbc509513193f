"""How good is it? Cases as data, run through the app's own public functions, scored, reported, compared, one verdict."""
