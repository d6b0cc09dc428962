"""How long a settlement takes beside the least a database must do for it, measured in a database of its own."""
