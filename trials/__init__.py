"""Harnesses that try to break the system, one file (or package) a question; each prints a table and JSON."""
