"""Keeping papers for their terms: is all there, is there a second copy, what ends when, what goes out."""
