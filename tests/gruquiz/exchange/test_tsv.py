"""Cards as a table for Anki: formulas for MathJax, one line a card, no markup let through."""

from datetime import date
from pathlib import Path

import pytest

from gruquiz.exchange.face_html import html, one_line
from gruquiz.exchange.tsv import HEADER, table
from gruquiz.model import NEW, Card, CardId, Face, Kind


def card(front: str, back: str, **changes: object) -> Card:
    values: dict[str, object] = {
        "id": CardId(0x1F),
        "kind": Kind.PAIR,
        "face": Face(front, back),
        "decks": ("GRU/Gates",),
        "note": "/n.md",
        "title": "n",
        "headings": (),
        "line": 1,
        "schedule": NEW,
    }
    return Card(**{**values, **changes})  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("state $h_{t-1}$", r"state \(h_{t-1}\)"),
        ("$$x < y$$", r"\[x &lt; y\]"),
        (r"$\frac{a}{b_{t}}$", r"\(\frac{a}{b_{t} }\)"),
        (r"$$h = \answer{z}$$", r"\[h = \boxed{z}\]"),
        ("==hot== **b**", "<mark>hot</mark> <strong>b</strong>"),
        ("[[Note#Head|alias]]", "alias"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](https://e.org)", '<a href="https://e.org">x</a>'),
    ],
)
def test_faces_become_html_that_anki_draws(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_code_keeps_its_lines_on_one_line() -> None:
    assert "x = 1<br><br>y = 2" in one_line(html("```\nx = 1\n\ny = 2\n```"))


def test_a_table_names_its_columns_and_gives_a_line_a_card() -> None:
    lines = list(table([card('say "hi"\n\n- a\tb', "back")]))
    assert tuple(lines[: len(HEADER)]) == HEADER
    (line,) = lines[len(HEADER) :]
    fields = line.split("\t")
    assert fields[:2] == ["000000000000001f", "GRU::Gates"]
    assert fields[2].startswith('"<p>say &quot;hi&quot;</p>') or fields[2].startswith("<p>say")
    assert fields[3:] == ["back", "pair"]
    assert "\n" not in line


def test_what_makes_no_sense_elsewhere_is_left_out() -> None:
    odd = [
        card("f", "b", missing=True),
        card("f", "", incomplete=True),
        card("f", "{}", kind=Kind.DRILL),
        card("f", "b", dropped=True),
    ]
    assert list(table(odd)) == list(HEADER)


def test_the_command_writes_the_cards_found(tmp_path: Path) -> None:
    from gruquiz.cli import main

    note = tmp_path / "n.md"
    note.write_text("one::two\n\nthree::four\n", encoding="utf-8")
    library, table_ = tmp_path / "l.db", tmp_path / "t.tsv"
    now = f"{date(2026, 11, 21)}T09:00"
    assert main(["--library", str(library), "--now", now, "import", str(note)]) == 0
    arguments = ["--library", str(library), "--now", now, "export", "tsv", str(table_)]
    assert main([*arguments, "--query", "three"]) == 0
    rows = table_.read_text(encoding="utf-8").splitlines()[len(HEADER) :]
    assert [row.split("\t")[2:4] for row in rows] == [["three", "four"]]
