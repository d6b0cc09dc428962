"""How a change is written: ``Model.column`` of a row that stood there, ``Model+`` of a new one."""

DECIDED = ("decided_at", "decided_by_id", "state")


def of(model: str, *columns: str) -> set[str]:
    return {f"{model}.{column}" for column in columns}


def new(model: str, *taken: str) -> set[str]:
    return {f"{model}+", *(f"{model}+{column}" for column in taken)}
