"""Each program at its work under its own login, and what it may beyond that: `trial rights`."""
