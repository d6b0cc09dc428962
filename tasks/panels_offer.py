"""What the offer's side of the room hands the ground floor."""


def register() -> None:
    """Called once, when the room is ready."""
