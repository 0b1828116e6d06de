"""The engine's one error, and the children that callers tell apart."""


class EngineError(ValueError):
    """Something given to the engine that it cannot work with; the message says what and why."""


class ConversionError(EngineError):
    """Two conventions between which no exact conversion of weights exists."""


class AnswerError(EngineError):
    """A typed answer that cannot be read as numbers; the message is for the learner."""


class FormulaError(EngineError):
    """A formula that cannot be read, at a place in its own text."""

    def __init__(self, message: str, source: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.source = source
        self.position = position

    def __str__(self) -> str:
        """The message, the line of the source it speaks of, and a caret under the place."""
        start = self.source.rfind("\n", 0, self.position) + 1
        end = self.source.find("\n", self.position)
        line = self.source[start : len(self.source) if end < 0 else end]
        left = max(0, self.position - start - 40)
        excerpt = line[left : left + 76]
        return f"{self.message}\n  {excerpt}\n  {' ' * (self.position - start - left)}^"
