"""What a learner typed, as numbers."""

from engine.answers.reading import EXACT, Value, describe, parse_answers, parse_value, resolve

__all__ = ["EXACT", "Value", "describe", "parse_answers", "parse_value", "resolve"]
