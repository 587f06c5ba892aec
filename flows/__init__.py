"""What happens by itself and what Prefect shows."""
