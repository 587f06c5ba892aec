"""Where do secrets go? Each gets a known value, a house is lived in, and every place is searched for them."""
