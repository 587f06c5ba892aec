"""Load under random kills, for minutes: ./triplehelix trial soak."""
