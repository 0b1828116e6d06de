"""The weights of the cell on the bench, as matrices of numbers that can be changed."""

from collections.abc import Callable, Mapping, Sequence

from textual.content import Content

from gruquiz import typeset
from gruquiz.tui.bench import Bench, Place

Draw = Callable[[Place], Content]
"""How the number at a place is drawn."""


def weights(bench: Bench, letters: Mapping[str, str], draw: Draw, width: int) -> list[Content]:
    """W, U and the biases, each gate's beside the other's as far as they fit."""
    lines: list[Content] = []
    for name in ("W", "U"):
        blocks = []
        for gate, letter in enumerate("rzn"):
            latex = letters.get(f"{name}_{letter}")
            label = typeset.inline(latex) if latex else f"{name}{letter}"
            blocks.append(_box(label, bench.matrix(name, gate), draw))
        lines += [*_packed(blocks, width), Content("")]
    for name, side in (("bx", "x"), ("bh", "h"))[: bench.convention.biases]:
        blocks = []
        for gate, letter in enumerate("rzn"):
            latex = letters.get(f"b_{side}{letter}") or letters.get(f"b_{letter}", f"b_{letter}")
            blocks.append(_box(typeset.inline(latex), bench.matrix(name, gate), draw))
        lines += [*_packed(blocks, width), Content("")]
    return lines[:-1]


def _box(label: str, places: Sequence[Sequence[Place]], draw: Draw) -> list[Content]:
    """A matrix in brackets, its name before the first row."""
    lines = []
    last = len(places) - 1
    for row, line in enumerate(places):
        left = "[" if not last else "⎡" if row == 0 else "⎣" if row == last else "⎢"
        right = "]" if not last else "⎤" if row == 0 else "⎦" if row == last else "⎥"
        name = Content.styled((label if row == 0 else "").ljust(5), "$quiet")
        cells = Content(" ").join(draw(place) for place in line)
        lines.append(name + Content(left) + cells + Content(f" {right}"))
    return lines


def _packed(blocks: Sequence[list[Content]], width: int) -> list[Content]:
    """Blocks of equal height side by side, as many on a band as fit."""
    lines: list[Content] = []
    band: list[Content] = []
    for block in blocks:
        if band and band[0].cell_length + 3 + block[0].cell_length <= width:
            band = [a.pad_right(3) + b for a, b in zip(band, block, strict=True)]
        else:
            lines += band
            band = block
    return [*lines, *band]
