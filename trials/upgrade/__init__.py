"""Programs of an earlier version at work while the schema of this one comes: ./triplehelix trial upgrade."""
