"""The weights of the cell in the lab, as matrices of numbers that can be changed."""

from collections.abc import Callable, Mapping, Sequence

from textual.content import Content

from gruquiz import typeset
from gruquiz.terminal import cells
from gruquiz.tui.lab_state import LabState, Place

Draw = Callable[[Place], Content]
"""How the number at a place is drawn."""


def weights(state: LabState, letters: Mapping[str, str], draw: Draw, width: int) -> list[Content]:
    """W, U and the biases, each gate's beside the other's as far as they fit."""
    names = _names(state, letters)
    margin = max(5, 1 + max(cells(label) for labels in names.values() for label in labels))
    lines: list[Content] = []
    for name, labels in names.items():
        blocks = [
            _box(label, margin, state.matrix(name, gate), draw)
            for gate, label in zip(state.gates_with(name), labels, strict=True)
        ]
        lines += [*_packed(blocks, width), Content("")]
    return lines[:-1]


def _names(state: LabState, letters: Mapping[str, str]) -> dict[str, list[str]]:
    """What the source calls each matrix, gate by gate."""
    W = [typeset.inline(letters[f"W_{gate}"]) for gate in "rzn"]
    if "U_r" in letters:
        names = {"W": W, "U": [typeset.inline(letters[f"U_{gate}"]) for gate in "rzn"]}
    else:  # one matrix on [h, x]: its part for either
        names = {"W": [f"{name}·x" for name in W], "U": [f"{name}·h" for name in W]}
    for side in "xh":
        roles = (state.convention.bias_role(gate, side) for gate in "rzn")
        labels = [typeset.inline(letters[role]) for role in roles if role is not None]
        if labels:
            names[f"b{side}"] = labels
    return names


def _box(label: str, margin: int, places: Sequence[Sequence[Place]], draw: Draw) -> list[Content]:
    """A matrix in brackets, its name before the first row."""
    lines = []
    last = len(places) - 1
    for row, line in enumerate(places):
        left = "[" if not last else "⎡" if row == 0 else "⎣" if row == last else "⎢"
        right = "]" if not last else "⎤" if row == 0 else "⎦" if row == last else "⎥"
        shown = label if row == 0 else ""
        name = Content.styled(shown + " " * (margin - cells(shown)), "$quiet")
        numbers = Content(" ").join(draw(place) for place in line)
        lines.append(name + Content(left) + numbers + Content(f" {right}"))
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
