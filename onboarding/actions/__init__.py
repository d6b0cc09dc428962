"""How this room changes the world."""
