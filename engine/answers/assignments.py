"""One line of answers → each quantity's name and what was typed for it."""

import json
import re
from collections.abc import Iterator

from engine.answers.arithmetic import MAX_LENGTH
from engine.answers.tokens import without_options
from engine.errors import AnswerError

_COMMAND = re.compile(r"\\[A-Za-z]+\s*$")
_CLOSERS = {"]": "[", ")": "(", "}": "{"}


def parse_answers(text: str) -> dict[str, str]:
    """The answers of one line, `name=value; name=value`, by name; values are not parsed.

    Also reads values on lines of their own, and a JSON object. A single value without a name gets
    the name "". Raises AnswerError for a name given twice or missing.
    """
    if len(text) > 16 * MAX_LENGTH:
        raise AnswerError(f"an answer of {len(text)} characters is too long to be one")
    if text.lstrip().startswith("{") and ":" in text:
        return _from_json(text)
    text = without_options(text)
    if "=" not in text:
        return {"": text.strip()}
    answers: dict[str, str] = {}
    for name, value in _assignments(text):
        if name in answers:
            raise AnswerError(f"{name} is answered twice")
        answers[name] = value
    return answers


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    marks = [found.start() for found in re.finditer("=", text)]
    starts: list[int] = []
    first = 0
    for mark in marks:
        end = first + len(text[first:mark].rstrip())
        start = _name_start(text, first, end)
        first = mark + 1
        starts.append(start)
        if start == end:
            raise AnswerError("a name is missing before “=”; write r_t = [0.1, 0.2]; h_t = …")
    if text[: starts[0]].strip(" \t\r\n;,"):
        raise AnswerError(f"no name stands before “{text[: starts[0]].strip()[:30]}”")
    for k, mark in enumerate(marks):
        end = starts[k + 1] if k + 1 < len(marks) else len(text)
        name = text[starts[k] : mark].strip().lstrip(",").lstrip()
        yield name, text[mark + 1 : end].strip().rstrip(";, \t\r\n")


def _name_start(text: str, first: int, end: int) -> int:
    """Start of the name that ends at `end`, not before `first`. Blanks inside brackets and after a
    LaTeX command are part of the name."""
    start = end
    open_brackets: list[str] = []
    while start > first:
        sign = text[start - 1]
        if sign in _CLOSERS:
            open_brackets.append(_CLOSERS[sign])
        elif open_brackets and sign == open_brackets[-1]:
            open_brackets.pop()
        elif not open_brackets and (sign in ";=" or sign.isspace()):
            break
        start -= 1
    # In “\tilde h_t” a command comes before the blank.
    command = None if start == end else _COMMAND.search(text, first, start)
    return start if command is None else command.start()


def _from_json(text: str) -> dict[str, str]:
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"this is not a JSON object of answers: {error}") from error
    if not isinstance(found, dict):
        raise AnswerError("the JSON answers must be an object: name → numbers")
    return {
        name: value if isinstance(value, str) else json.dumps(value).replace('"', "")
        for name, value in found.items()
    }
