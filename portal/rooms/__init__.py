"""The rooms of the portal: one module a room."""
