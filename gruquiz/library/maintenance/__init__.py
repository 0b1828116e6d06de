"""The library kept whole: copies of it, checks, repairs."""
