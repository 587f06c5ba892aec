"""Where operators come in."""
