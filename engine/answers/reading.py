"""What a learner typed → arrays: `r_t = [.1, .2]; h_t = 0,75` and its many spellings."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.answers.arithmetic import MAX_LENGTH, Item, Number, Table, parse
from engine.answers.tokens import commas_as_points
from engine.errors import AnswerError, EngineError

EXACT = 99
"""The precision of a number that was not typed as a plain decimal: a fraction, a function."""


@dataclass(frozen=True, slots=True)
class Value:
    """One answer as numbers."""

    values: NDArray[np.float64]
    """NaN where the learner left a blank."""
    decimals: NDArray[np.int64]
    """Digits typed after the decimal point, of each number; EXACT where that says nothing."""
    note: str | None = None
    """What was taken kindly: a row for a column."""


def parse_answers(text: str) -> dict[str, str]:
    """The answers of one line, `name=value; name=value`, by name, each value still as typed.

    Also read: values on lines of their own, and a JSON object. A lone value without a name has
    the name "". Raises AnswerError for a name given twice or missing.
    """
    if len(text) > 16 * MAX_LENGTH:
        raise AnswerError(f"an answer of {len(text)} characters is too long to be one")
    if text.lstrip().startswith("{") and ":" in text:
        return _from_json(text)
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
    starts = []
    for mark in marks:
        end = len(text[:mark].rstrip())
        start = end
        while start > 0 and not (text[start - 1].isspace() or text[start - 1] in ";="):
            start -= 1
        starts.append(start)
        if start == end:
            raise AnswerError("a name is missing before “=”; write r_t = [0.1, 0.2]; h_t = …")
    if text[: starts[0]].strip(" \t\r\n;,"):
        raise AnswerError(f"no name stands before “{text[: starts[0]].strip()[:30]}”")
    for k, mark in enumerate(marks):
        end = starts[k + 1] if k + 1 < len(marks) else len(text)
        name = text[starts[k] : mark].rstrip().lstrip(",")
        yield name, text[mark + 1 : end].strip().rstrip(";, \t\r\n")


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


def parse_value(answer: str | ArrayLike, shape: tuple[int, ...], *, row: bool = False) -> Value:
    """The answer as an array of the shape asked, whatever it was typed like.

    A vector may come as a row or as a column; the one that is not the source's own (`row`) is
    taken with a note. Raises AnswerError for what cannot be read, has another shape, is not
    finite, or could be meant in two ways.
    """
    if not isinstance(answer, str):
        return _from_array(answer, shape, row)
    if not answer.strip():
        return Value(np.full(shape, math.nan), np.full(shape, EXACT, np.int64))
    fits: list[Value] = []
    shapes: list[tuple[int, ...]] = []
    refusal: AnswerError | None = None
    pointed = commas_as_points(answer)
    for text in (answer, pointed):
        for signs_join in (False, True):
            if text is None:
                continue
            try:
                found = _array(parse(text, signs_join=signs_join))
            except AnswerError as error:
                refusal = refusal or error
                continue
            shapes.append(found.values.shape)
            fitted = _fitted(found, shape, row)
            if fitted is not None and not any(_same(fitted, other) for other in fits):
                fits.append(fitted)
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise AnswerError(
            f"“{answer.strip()[:40]}” can be read in two ways; "
            "write decimals with a point and separate numbers by commas"
        )
    if shapes:
        raise AnswerError(f"{describe(shape)} wanted, {describe(shapes[0])} given")
    raise refusal or AnswerError("nothing was typed that could be read")


def describe(shape: tuple[int, ...]) -> str:
    """A shape in words: "one number is", "3 numbers are", "a matrix of 2 rows and 3 columns is"."""
    if len(shape) == 2 and 1 not in shape:
        return f"a matrix of {shape[0]} rows and {shape[1]} columns is"
    count = math.prod(shape)
    return "one number is" if count == 1 else f"{count} numbers are"


def _same(a: Value, b: Value) -> bool:
    return bool(np.array_equal(a.values, b.values, equal_nan=True))


def _from_array(answer: ArrayLike, shape: tuple[int, ...], row: bool) -> Value:
    try:
        values = np.asarray(answer, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AnswerError("the answer is not an array of numbers") from error
    if not np.isfinite(values).all():
        raise AnswerError("NaN and infinities are not answers")
    found = Value(values, np.full(values.shape, EXACT, np.int64))
    fitted = _fitted(found, shape, row)
    if fitted is None:
        raise AnswerError(f"{describe(shape)} wanted, {describe(values.shape)} given")
    return fitted


def _array(item: Item) -> Value:
    """A number, a vector or a matrix; deeper nesting is refused."""
    if isinstance(item, Number):
        return Value(np.array(item.value), np.array(_decimals(item), np.int64))
    rows = [list(_numbers(row)) for row in _matrix_rows(item)]
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        raise AnswerError("the rows are not of one length")
    values = np.array([[number.value for number in row] for row in rows])
    decimals = np.array([[_decimals(number) for number in row] for row in rows], np.int64)
    if len(rows) == 1 and not item.stacked and not _holds_tables(item):
        return Value(values[0], decimals[0])
    return Value(values, decimals)


def _holds_tables(table: Table) -> bool:
    return any(isinstance(item, Table) for item in table.rows[0])


def _matrix_rows(table: Table) -> Sequence[Sequence[Item]]:
    """The rows of a matrix written `a b; c d` or `[a, b], [c, d]`."""
    if len(table.rows) == 1 and _holds_tables(table):
        rows: list[Sequence[Item]] = []
        for item in table.rows[0]:
            if isinstance(item, Table):
                rows.extend(item.rows)
            else:
                raise AnswerError("a number and a vector stand side by side")
        return rows
    return table.rows


def _numbers(row: Sequence[Item]) -> Iterator[Number]:
    for item in row:
        if isinstance(item, Number):
            yield item
        elif len(item.rows) == 1 and len(row) == 1:
            yield from _numbers(item.rows[0])
        else:
            raise AnswerError("brackets are nested deeper than a matrix needs")


def _decimals(number: Number) -> int:
    return EXACT if number.decimals is None else number.decimals


def _fitted(found: Value, shape: tuple[int, ...], row: bool) -> Value | None:
    """The value in the shape asked, or None where it has another."""
    given = found.values.shape
    if given == shape:
        return found
    count = math.prod(shape)
    vectors = len(shape) < 2 or 1 in shape
    if not vectors or found.values.size != count or sum(side != 1 for side in given) > 1:
        return None
    note = None
    if count > 1 and len(given) == 2:
        typed_row = given[0] == 1
        if typed_row and not row:
            note = "a row was typed where the source has a column: taken as the column"
        elif row and not typed_row:
            note = "a column was typed where the source has a row: taken as the row"
    return Value(found.values.reshape(shape), found.decimals.reshape(shape), note)


def resolve(typed: str, latex: Mapping[str, str], roles: Mapping[str, str]) -> str:
    """Which asked quantity a learner's name means.

    `latex` and `roles` are those of the asked quantities, by plain name. `h_t`, `hₜ`, `h`,
    `h^{(t)}` and the role itself all name one quantity. Raises EngineError where none or more
    than one is meant.
    """
    asked = list(latex)
    bare = re.sub(r"[\s$]", "", typed)
    if bare in latex:
        return bare
    if not bare and len(asked) == 1:
        return asked[0]
    spellings: tuple[Callable[[str], bool], ...] = (
        lambda name: name == bare or re.sub(r"\s", "", latex[name]) == bare,
        lambda name: _folded(bare) in (_folded(name), _folded(latex[name])),
        lambda name: _untimed(bare) == _untimed(name),
        lambda name: roles.get(name) == bare,
        lambda name: _untimed(bare).lower() == _untimed(name).lower(),
    )
    for matches in spellings:
        found = [name for name in asked if matches(name)]
        if len(found) == 1:
            return found[0]
    listing = ", ".join(asked)
    if not bare:
        raise EngineError(f"say which quantity is answered: {listing}")
    raise EngineError(f"“{typed.strip()[:30]}” is not asked here; asked: {listing}")


_MARKS = str.maketrans({"\u0303": "~", "\u0302": "ˆ", "\u0304": "¯"})
_TYPED_HAT = re.compile(r"\^(?=[_^]|$)")
_ACCENT = re.compile(r"\\(tilde|hat|bar|widetilde|widehat)\{?([A-Za-z]+)\}?")
_ACCENT_MARKS = {"tilde": "~", "widetilde": "~", "hat": "ˆ", "widehat": "ˆ", "bar": "¯"}


def _folded(name: str) -> str:
    """The name with its accents as marks and without script signs: `\\tilde{h}_t` → `h~t`."""
    name = _ACCENT.sub(lambda found: found[2] + _ACCENT_MARKS[found[1]], name)
    name = unicodedata.normalize("NFKD", name).translate(_MARKS).replace("−", "-")
    name = _TYPED_HAT.sub("ˆ", name)
    return re.sub(r"\\langle|\\rangle|[\\_^{}()<>⟨⟩\s]", "", name)


def _untimed(name: str) -> str:
    folded = _folded(name)
    return folded[:-1] if len(folded) > 1 and folded.endswith("t") else folded
