"""EngineError and the subclasses that callers handle separately."""


class EngineError(ValueError):
    """An argument that the engine cannot use; the message names it and gives the reason."""


class ConversionError(EngineError):
    """No exact conversion of weights exists between two conventions."""


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
        """The message, the line of the source that it is about, and a caret under the place."""
        start = self.source.rfind("\n", 0, self.position) + 1
        end = self.source.find("\n", self.position)
        line = self.source[start : len(self.source) if end < 0 else end]
        left = max(0, self.position - start - 40)
        excerpt = line[left : left + 76]
        return f"{self.message}\n  {excerpt}\n  {' ' * (self.position - start - left)}^"
