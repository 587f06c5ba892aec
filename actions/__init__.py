"""What people may do: a function for each verb, grouped by noun."""
