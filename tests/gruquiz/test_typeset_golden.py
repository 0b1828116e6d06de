"""Every formula of the four seed notes, and others, as they are drawn at 80, 60 and 40 columns.

`python -m tests.gruquiz.test_typeset_golden` draws the golden files again; look at what changed.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gruquiz.markdown import maths
from gruquiz.typeset import Line, display, inline

FIXTURES = Path(__file__).parent / "fixtures"
GOLDEN = {name: FIXTURES / f"formulas_{name}.txt" for name in ("seeds", "wild")}
NOTES = Path(__file__).parents[3] / "shared" / "notes"
WIDTHS = (80, 60, 40)


def sources(golden: Path) -> list[str]:
    """The LaTeX of a golden file, a formula a line after `$ `."""
    lines = golden.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def drawn(latex: str) -> Iterator[str]:
    """The entry of a formula: on one line, then at each width; equal drawings once."""
    yield f"$ {latex}"
    yield f"  {inline(latex)}"
    pictures: dict[tuple[str, ...], list[str]] = {}
    for width in WIDTHS:
        picture = tuple(line.text for line in display(latex, width))
        pictures.setdefault(picture, []).append(str(width))
    for picture, widths in pictures.items():
        yield f"  at {', '.join(widths)}:"
        yield from (f"    {row}".rstrip() for row in picture)
    yield ""


def page(formulas: list[str]) -> str:
    return "\n".join(line for latex in formulas for line in drawn(latex)) + "\n"


@pytest.mark.parametrize("name", GOLDEN)
def test_every_formula_is_drawn_as_looked_at(name: str) -> None:
    golden = GOLDEN[name]
    assert page(sources(golden)) == golden.read_text(encoding="utf-8")


@pytest.mark.skipif(not NOTES.is_dir(), reason="the seed notes lie beside the repository only")
def test_the_golden_file_has_all_36_formulas_of_the_seeds() -> None:
    found: dict[str, None] = {}
    for note in sorted(NOTES.glob("*.md")):
        for formula in maths(note.read_text(encoding="utf-8")):
            found[" ".join(formula.latex.split())] = None
    assert list(found) == sources(GOLDEN["seeds"])
    assert len(found) == 36


_BRACKETS = set("()[]{}⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦⎧⎨⎩⎪⎫⎬⎭⎰⎱│‖─_^ ")


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("width", [60, 40, 24])
def test_nothing_is_lost_or_too_wide_in_a_narrow_terminal(name: str, width: int) -> None:
    for latex in sources(GOLDEN[name]):
        narrow, wide = display(latex, width), display(latex, 400)
        assert max(line.width for line in narrow) <= width
        if not any(sign in latex for sign in ("matrix", "frac", "brace", "boxed", "array")):
            assert _signs(narrow) == _signs(wide), latex


def _signs(lines: tuple[Line, ...]) -> Counter[str]:
    text = "".join(line.text for line in lines)
    return Counter(sign for sign in text if sign not in _BRACKETS)


if __name__ == "__main__":
    for each in GOLDEN.values():
        each.write_text(page(sources(each)), encoding="utf-8")
