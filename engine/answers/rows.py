"""Every number, vector or matrix that a typed text can mean; does not need NumPy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.answers.arithmetic import MAX_LENGTH, Item, Table, TypedNumber, parse
from engine.answers.spellings import spellings, transposed
from engine.errors import AnswerError


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers as typed, in rows of one length."""

    rows: tuple[tuple[TypedNumber, ...], ...]
    shape: tuple[int, ...]
    """() for a number, one length for a vector, two for a matrix."""

    @property
    def numbers(self) -> tuple[TypedNumber, ...]:
        """All numbers in reading order."""
        return tuple(number for row in self.rows for number in row)


@dataclass(frozen=True, slots=True)
class Readings:
    """The possible meanings of a text."""

    found: tuple[Rows, ...]
    """The plainest first; several where, for instance, `0,5` may be one number or two."""
    refusal: AnswerError | None
    """Why the plainest reading failed."""


def readings(text: str) -> Readings:
    """The possible meanings of a text. Never raises; runs nothing as code."""
    if len(text) > MAX_LENGTH:
        too_long = AnswerError(f"an answer of {len(text)} characters is too long to be one")
        return Readings((), too_long)
    bare, turned = transposed(text)
    found: list[Rows] = []
    refusal: AnswerError | None = None
    for spelling in spellings(bare):
        for signs_join in (False, True):
            try:
                rows = _rows(parse(spelling, signs_join=signs_join))
            except AnswerError as error:
                refusal = refusal or error
                continue
            rows = _turned(rows) if turned else rows
            if rows not in found:
                found.append(rows)
    return Readings(tuple(found), refusal)


def _turned(rows: Rows) -> Rows:
    columns = tuple(zip(*rows.rows, strict=True))
    return Rows(columns, (len(columns), len(rows.rows)))


def _rows(item: Item) -> Rows:
    """The item as a number, a vector or a matrix. Raises AnswerError for deeper nesting."""
    if isinstance(item, TypedNumber):
        return Rows(((item,),), ())
    rows = tuple(tuple(_numbers(row)) for row in _matrix_rows(item))
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        raise AnswerError("the rows are not of one length")
    if len(rows) == 1 and not item.stacked and not _holds_tables(item):
        return Rows(rows, (width,))
    return Rows(rows, (len(rows), width))


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


def _numbers(row: Sequence[Item]) -> Iterator[TypedNumber]:
    for item in row:
        if isinstance(item, TypedNumber):
            yield item
        elif len(item.rows) == 1 and len(row) == 1:
            yield from _numbers(item.rows[0])
        else:
            raise AnswerError("brackets are nested deeper than a matrix needs")
