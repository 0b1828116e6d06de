"""Obsidian's markdown laid out as text at 60 and 40 columns: a note beside each golden file.

`python -m tests.gruquiz.test_markdown_pages` lays the pages out again; look at what changed.
"""

from pathlib import Path

import pytest

from gruquiz.markdown import lines
from gruquiz.terminal import cells

PAGES = sorted((Path(__file__).parent / "fixtures" / "pages").glob("*.md"))
WIDTHS = (60, 40)


def laid_out(page: Path, width: int) -> str:
    return "\n".join(lines(page.read_text(encoding="utf-8"), width)) + "\n"


def golden(page: Path, width: int) -> Path:
    return page.with_name(f"{page.stem}-{width}.txt")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_laid_out_as_looked_at(page: Path, width: int) -> None:
    text = laid_out(page, width)
    assert text == golden(page, width).read_text(encoding="utf-8")
    assert max(map(cells, text.split("\n"))) <= width


if __name__ == "__main__":
    for each in PAGES:
        for columns in WIDTHS:
            golden(each, columns).write_text(laid_out(each, columns), encoding="utf-8")
