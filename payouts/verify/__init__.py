"""The fifteen invariants of the books, each a small function that yields what it finds wrong."""
