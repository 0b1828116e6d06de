"""Breaks a row at its cheapest gaps: at = + −, then in lists and products, then in brackets."""

from collections.abc import Sequence
from typing import NamedTuple

from gruquiz.typeset import box as boxes
from gruquiz.typeset.box import Box
from gruquiz.typeset.row import FIRST_RELATION, PRODUCT, Bracket, Gap, Item, whole

_PER_LINE = 30
"""The cost of one more line, compared with the costs of gaps."""
_LONG_BRACKET, _SHORT_BRACKET = 35, 110
"""Added cost inside a long or short bracket: break a product rather than `(1 − z)`."""
_TORN = 45
"""The cost of a term that begins after another and ends on the next line."""
_STEP = 2
"""Indent of a line, in cells, for each bracket that it begins in."""


class _Place(NamedTuple):
    """Where a line may begin: the item, the cost of the break before it, its indent."""

    item: int
    cost: int
    indent: int
    term: int
    """The number of its term in the row, from 0."""
    inside: bool
    """True where the break is within a term, not between two."""


def wrapped(items: Sequence[Item], width: int) -> list[Box] | None:
    """The lines of a row, none wider than `width`; None where no choice of breaks fits."""
    edges = [0]
    for item in items:
        edges.append(edges[-1] + _width(item))
    places = _places(items, edges, width)
    ends = [*(place.item for place in places[1:]), len(items)]
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for number, end in enumerate(ends, start=1):
        last = items[end - 1]
        stop = edges[end] - (last.space if isinstance(last, Gap) else 0)
        torn = places[number].term if number < len(places) and places[number].inside else -1
        options = []
        for begin in range(number - 1, -1, -1):
            place, (cost, ragged, _) = places[begin], best[begin]
            slack = width - place.indent - (stop - edges[place.item])
            if slack < -width:
                break  # no earlier beginning fits either, since an indent is less than the width
            if slack < 0 or cost < 0:
                continue
            cost += place.cost + _PER_LINE + _TORN * (torn not in (-1, place.term))
            options.append((cost, ragged + slack**2, begin))
        best.append(min(options, default=(-1, 0, 0)))
    if best[-1][0] < 0:
        return None
    cuts, at = [len(items)], len(ends)
    lines: list[Box] = []
    while at:
        begin = best[at][2]
        place = places[begin]
        lines.append(_line(items[place.item : cuts[-1]], place.indent))
        cuts.append(place.item)
        at = begin
    return lines[::-1]


def _width(item: Item) -> int:
    if isinstance(item, Gap):
        return item.space
    return 1 if isinstance(item, Bracket) else item.width


def _line(items: Sequence[Item], indent: int) -> Box:
    if isinstance(items[-1], Gap):
        items = items[:-1]
    return boxes.beside([boxes.blank(indent), whole(items)])


def _places(items: Sequence[Item], edges: Sequence[int], width: int) -> list[_Place]:
    """Every place where a line may begin, the first one included."""
    hang = _hang(items, width)
    places = [_Place(0, 0, 0, 0, inside=False)]
    term = 0
    brackets: list[int] = []
    partner = _partners(items)
    for at, item in enumerate(items):
        if isinstance(item, Bracket):
            if item.opens:
                inside = edges[partner.get(at, len(items))] - edges[at]
                brackets.append(_LONG_BRACKET if inside > width // 3 else _SHORT_BRACKET)
            elif brackets:
                brackets.pop()
        elif isinstance(item, Gap) and item.cost is not None:
            within = bool(brackets) or item.cost >= PRODUCT
            first = item.cost == FIRST_RELATION
            term += not within and (hang.alone or not first)
            indent = hang.relations if item.relation and not brackets else hang.terms
            indent += _STEP * min(len(brackets), 3)
            cost = (0 if first and hang.alone else item.cost) + sum(brackets)
            places.append(_Place(at + 1, cost, indent, term, within))
    return places


def _partners(items: Sequence[Item]) -> dict[int, int]:
    """For each opening bracket the place of its closing one."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, item in enumerate(items):
        if isinstance(item, Bracket):
            if item.opens:
                opened.append(at)
            elif opened:
                found[opened.pop()] = at
    return found


class _Hang(NamedTuple):
    """Indents of the lines after the first."""

    terms: int
    relations: int
    """Of lines that begin with `=`."""
    alone: bool
    """The left side is so long that the following lines begin at the left again."""


def _hang(items: Sequence[Item], width: int) -> _Hang:
    used = 0
    for at, item in enumerate(items):
        if isinstance(item, Gap) and item.relation:
            sign = _width(items[at + 1]) + 1
            if used + item.space + sign <= max(8, width * 2 // 5):
                return _Hang(used + item.space + sign, used + item.space, alone=False)
            break
        used += _width(item)
    return _Hang(2 * _STEP, _STEP, alone=True)
