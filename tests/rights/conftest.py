from keeping import database, kept, opening, postgresql, sql

__all__ = ["database", "kept", "opening", "postgresql", "sql"]
