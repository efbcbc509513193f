"""The steps, in order. Each is written once and never changed after a release: a database may stand at any of them."""
