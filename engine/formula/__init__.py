"""A note's LaTeX, read into a tree: drawn, printed, computed, recognised and compared by value."""
