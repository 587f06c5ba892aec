"""Mapped classes: facts only."""
