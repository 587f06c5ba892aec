"""Backup and restore: tables and papers together, encrypted, by increments, to any moment."""
