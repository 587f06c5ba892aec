"""What happens when a part goes away: who sees what, what catches up by itself, what is lost (nothing)."""
