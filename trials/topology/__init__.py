"""A production of two of each, killed part by part: ./triplehelix trial topology."""
