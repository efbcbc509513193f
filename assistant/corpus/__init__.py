"""What we may quote: the catalog of documents, how each is read, and the passages they are cut into."""
