"""How we find it: an encoder turns text into vectors, an index keeps them beside the passages, a search ranks."""
