"""Cloze patterns such as `==[123;;]answer[;;hint]==`, turned into something that finds clozes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from gruquiz.errors import ConfigError

_PART = re.compile(r"(?<!\\)\[(.*?)(?<!\\)\]")
_COMMAND = re.compile(r"(?:\\[A-Za-z]+|[_^}])$")
_NUMBERS = re.compile(r"\d+")
_LETTERS = re.compile(r"[ash]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cloze in a text: its place with its marks, and its parts."""

    start: int
    end: int
    sequence: str
    """`1`, `ash` or ""."""
    answer: str
    hint: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cloze pattern taken apart."""

    opening: str
    closing: str
    before: str | None
    """What parts the sequence from the answer; None where the pattern has no sequence."""
    hint: tuple[str, str] | None
    """What opens and ends the hint."""
    number: tuple[str, str] | None
    """What opens and ends a sequence that follows the answer, as in footnotes."""


@cache
def parse_pattern(pattern: str) -> Pattern:
    """The parts of a pattern; ConfigError where it has no answer or no marks around it."""
    head, found, tail = pattern.partition("answer")
    if not found:
        raise ConfigError(f"the cloze pattern {pattern!r} does not say where the answer stands")
    before = None
    leading = _PART.search(head)
    opening = head
    if leading is not None:
        opening = head[: leading.start()]
        before = _plain(leading[1]).partition("123")[2]
    hint = number = None
    rest = tail
    for part in _PART.finditer(tail):
        inner = _plain(part[1])
        for word in ("hint", "123"):
            if word in inner:
                pair = (inner.partition(word)[0], inner.partition(word)[2])
                hint, number = (pair, number) if word == "hint" else (hint, pair)
    rest = _PART.sub("", tail)
    closing = _plain(rest)
    if not opening or not closing:
        raise ConfigError(f"the cloze pattern {pattern!r} has no marks around the answer")
    return Pattern(_plain(opening), closing, before, hint, number)


def _plain(text: str) -> str:
    return text.replace("\\[", "[").replace("\\]", "]")


def marks(
    pattern: Pattern, text: str, spans: Iterator[tuple[int, int, int, int]]
) -> Iterator[Mark]:
    """The clozes within delimiter spans (start, end, inner start, inner end) of a text."""
    for start, end, inner_start, inner_end in spans:
        content = text[inner_start:inner_end]
        sequence, content = _leading(pattern, content)
        content, hint = _hint(pattern, content)
        if pattern.number is not None or (pattern.hint is not None and pattern.hint[1]):
            end, hint, sequence = _footnotes(pattern, text, end, (hint, sequence))
        if content.strip():
            yield Mark(start, end, sequence, content, hint)


def _leading(pattern: Pattern, content: str) -> tuple[str, str]:
    if not pattern.before or pattern.before not in content:
        return "", content
    head, _, rest = content.partition(pattern.before)
    if _NUMBERS.fullmatch(head) or _LETTERS.fullmatch(head):
        return head, rest
    return "", content


def _hint(pattern: Pattern, content: str) -> tuple[str, str]:
    """The answer and the hint; a separator inside maths is none."""
    if pattern.hint is None or pattern.hint[1] or pattern.hint[0] not in content:
        return content, ""
    position = content.rfind(pattern.hint[0])
    if content.count("$", 0, position) % 2 or not content[:position].strip():
        return content, ""
    return content[:position], content[position + len(pattern.hint[0]) :]


def _footnotes(
    pattern: Pattern, text: str, end: int, known: tuple[str, str]
) -> tuple[int, str, str]:
    hint, sequence = known
    for part, is_hint in ((pattern.hint, True), (pattern.number, False)):
        if part is None or not part[1] or not text.startswith(part[0], end):
            continue
        close = text.find(part[1], end + len(part[0]))
        value = text[end + len(part[0]) : close]
        if close < 0 or "\n" in value:
            continue
        if is_hint and (pattern.number is None or not _is_sequence(value)):
            hint, end = value, close + len(part[1])
        elif not is_hint and _is_sequence(value):
            sequence, end = value, close + len(part[1])
    return end, hint, sequence


def _is_sequence(value: str) -> bool:
    return bool(_NUMBERS.fullmatch(value) or _LETTERS.fullmatch(value))


def spans(
    pattern: Pattern, text: str, is_prose: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, int, int]]:
    """Delimiter pairs of any pattern, line by line; delimiters only in prose, braces balanced."""
    opening, closing = pattern.opening, pattern.closing
    position = 0
    while (start := text.find(opening, position)) >= 0:
        position = start + len(opening)
        if not is_prose(start, position) or text[position : position + 1].strip() == "":
            continue
        if opening[0] == "{" and _COMMAND.search(text, max(0, start - 40), start) is not None:
            continue  # the argument of a LaTeX command that no dollars enclose
        newline = text.find("\n", position)
        line_end = len(text) if newline < 0 else newline
        end = _closing(text, position, line_end, (opening, closing), is_prose)
        if end >= 0:
            yield start, end + len(closing), position, end
            position = end + len(closing)


def _closing(
    text: str,
    position: int,
    line_end: int,
    delimiters: tuple[str, str],
    is_prose: Callable[[int, int], bool],
) -> int:
    """Where the closing delimiter stands, braces in the answer being balanced; -1 for none."""
    opening, closing = delimiters
    braces = opening[0] == "{" and closing[0] == "}"
    depth = 0
    for index in range(position, line_end):
        if braces and text[index] == "{":
            depth += 1
        elif depth and text[index] == "}":
            depth -= 1
        elif (
            text.startswith(closing, index)
            and index > position
            and not text[index - 1].isspace()
            and is_prose(index, index + len(closing))
        ):
            return index
    return -1
