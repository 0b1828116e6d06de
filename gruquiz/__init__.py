"""Spaced repetition for gated recurrent units."""

__version__ = "0.1.0"
