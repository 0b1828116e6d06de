"""Typed answers: pairs that are right, and pairs that only look right."""
