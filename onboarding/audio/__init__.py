"""Recordings as browsers and phones send them, decoded and measured. Heavy imports: ask for it where it is used."""
