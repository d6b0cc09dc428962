"""A made-up month and a half for `make run`: people at every stage, work, money. Only where YUNKE_DEMO=1."""
