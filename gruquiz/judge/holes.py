r"""The holes of an equation: `\answer{…}` in a face's back."""

import re

_ANSWER = re.compile(r"\\answer\{")


def has_holes(text: str) -> bool:
    """Whether a formula of the text has a hole."""
    return _ANSWER.search(text) is not None


def without_answers(text: str) -> str:
    r"""The text with each `\answer{…}` replaced by its formula."""
    found = _ANSWER.search(text)
    while found is not None:
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        text = text[: found.start()] + text[found.end() : end - 1] + text[end:]
        found = _ANSWER.search(text)
    return text
