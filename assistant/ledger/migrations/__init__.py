"""How the tables came to be what they are, one step a file; `database.open_database` runs them."""
