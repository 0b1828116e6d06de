"""What goes along with a card: its tags, and the pictures that it shows."""

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from gruquiz.exchange.card_import import ForeignCard, import_cards
from gruquiz.exchange.face_html import anki_tags, html, own_tags
from gruquiz.exchange.pictures import Pictures
from gruquiz.exchange.tsv import HEADER, read_table, table
from gruquiz.library import Library
from gruquiz.model import Card, Face, Kind
from tests.gruquiz.cli.conftest import Run
from tests.gruquiz.exchange.test_anki import FIXTURES, LABEL
from tests.gruquiz.exchange.test_schedules import NOW
from tests.gruquiz.exchange.test_tsv import card


def foreign_card(name: str, *tags: str, deck: str = "GRU") -> ForeignCard:
    return ForeignCard(name, 0, Kind.PAIR, Face(f"front {name}", "back"), deck, tags=tags)


def fronts(library: Library, query: str) -> list[str]:
    return [one.face.front for one in library.search.cards(query)]


def test_tags_of_cards_are_found_again() -> None:
    cards = [foreign_card("a", "exam", "nn/gates"), foreign_card("b", "exam"), foreign_card("c")]
    with Library.memory() as library:
        (report,) = import_cards(library, cards, NOW, LABEL).notes
        assert (report.deck, report.added) == ("GRU", 3)
        assert fronts(library, "tag:exam") == ["front b", "front a"]
        assert fronts(library, "tag:nn/gates") == ["front a"]
        (again,) = import_cards(library, cards, NOW, LABEL).notes
        assert (again.added, again.changed, again.unchanged) == (0, 0, 3)


def test_a_tag_given_or_taken_in_anki_is_taken_over() -> None:
    with Library.memory() as library:
        import_cards(library, [foreign_card("a", "exam"), foreign_card("b")], NOW, LABEL)
        ids = {one.face.front: one.id for one in library.search.cards()}
        (report,) = import_cards(
            library, [foreign_card("a"), foreign_card("b", "new")], NOW, LABEL
        ).notes
        assert (report.added, report.changed) == (0, 2)
        assert fronts(library, "tag:exam") == []
        assert fronts(library, "tag:new") == ["front b"]
        assert {one.face.front: one.id for one in library.search.cards()} == ids
        assert library.undo.last(NOW) is not None
        assert fronts(library, "tag:exam") == ["front a"]
        assert library.maintenance.faults() == []


def test_tags_as_anki_writes_them() -> None:
    assert anki_tags(("flashcards/gru", "exam"), "cloze") == ["cloze", "flashcards::gru", "exam"]
    assert own_tags(" a::b  c ") == ("a/b", "c")


def test_a_table_carries_tags_both_ways(tmp_path: Path) -> None:
    sent = card("front", "back")
    (line,) = list(table([sent], {"/n.md": ("nn/gates",)}))[len(HEADER) :]
    assert line.split("\t")[4] == "pair nn::gates"
    file = tmp_path / "t.tsv"
    file.write_text("\n".join((*HEADER, line)) + "\n", encoding="utf-8")
    (back,) = read_table(file)
    assert isinstance(back, ForeignCard)
    assert back.tags == ("pair", "nn/gates")


PNG = b"\x89PNG one"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    for place, content in (
        ("gate.png", PNG),
        ("deep/pictures/cell.PNG", PNG),
        ("deep/gate.png", b"\x89PNG two"),
        (".trash/gone.png", PNG),
    ):
        (vault / place).parent.mkdir(parents=True, exist_ok=True)
        (vault / place).write_bytes(content)
    (tmp_path / "outside.png").write_bytes(PNG)
    (tmp_path / "library-media").mkdir()
    (tmp_path / "library-media" / "from anki.png").write_bytes(PNG)
    return vault


def shown(vault: Path, note: str, **changes: object) -> Card:
    return replace(card("f", "b"), note=(vault / note).as_posix(), **changes)  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize(
    ("note", "target", "name"),
    [
        ("n.md", "gate.png", "gate.png"),
        ("n.md", "./gate.png", "gate.png"),
        ("deep/n.md", "pictures/cell.PNG", "cell.PNG"),
        ("deep/n.md", "../gate.png", "gate.png"),
        ("n.md", "cell.png", "cell.PNG"),  # by its name alone, as Obsidian finds it
        ("n.md", "library-media/from%20anki.png", "from anki.png"),
        ("n.md", "../outside.png", None),
        ("n.md", "/etc/passwd.png", None),
        ("n.md", "gone.png", None),
        ("n.md", "https://e.org/gate.png", None),
        ("n.md", "//e.org/gate.png", None),
        ("n.md", "n.md", None),
        ("n.md", "", None),
    ],
)
def test_pictures_are_found_where_they_may_be(
    vault: Path, note: str, target: str, name: str | None
) -> None:
    pictures = Pictures(vault.parent / "library.db", [vault.as_posix()])
    assert pictures.name(shown(vault, note), target) == name
    assert list(pictures.files) == ([] if name is None else [name])


def test_two_pictures_of_one_name_both_go(vault: Path) -> None:
    pictures = Pictures(vault.parent / "library.db", [vault.as_posix()])
    first = pictures.name(shown(vault, "n.md"), "gate.png")
    second = pictures.name(shown(vault, "deep/n.md"), "gate.png")
    assert first == "gate.png"
    assert second is not None
    assert second.startswith("gate-")
    assert pictures.name(shown(vault, "deep/n.md"), "gate.png") == second
    assert {name: path.read_bytes() for name, path in pictures.files.items()} == {
        "gate.png": PNG,
        second: b"\x89PNG two",
    }


def test_pictures_become_images_only_where_they_go_along() -> None:
    text = "a ![[gate.png|300]] b ![shown](other.png) [[Note]] [x](https://e.org)"
    drawn = html(text, {"gate.png": "gate.png", "other.png": 'o".png'}.get)
    assert '<img src="gate.png" alt="gate.png">' in drawn
    assert '<img src="o&quot;.png" alt="shown">' in drawn
    assert '<a href="https://e.org">x</a>' in drawn
    assert "▣" not in drawn
    assert html(text).count("▣") == 2


def test_the_command_sends_tags_and_pictures(run: Run, vault: Path, tmp_path: Path) -> None:
    pytest.importorskip("genanki")
    (vault / "n.md").write_text("---\ntags: [nn/x]\n---\na ![[gate.png]]::b\n", encoding="utf-8")
    (vault / "deep" / "n.md").write_text("c ![[gate.png]]::d\n", encoding="utf-8")
    assert run("import", vault)[0] == 0
    package = tmp_path / "out.apkg"
    assert run("export", "apkg", package)[0] == 0
    with zipfile.ZipFile(package) as archive:
        media = json.loads(archive.read("media"))
        assert {archive.read(entry) for entry in media} == {PNG, b"\x89PNG two"}
    assert run("--library", tmp_path / "other.db", "import", package)[0] == 0
    _, found, _ = run("--library", tmp_path / "other.db", "cards", "tag:nn/x", "--json")
    (back,) = json.loads(found)
    (place,) = re.findall(r"!\[gate\.png\]\((other-media/gate.*\.png)\)", back["front"])
    assert (tmp_path / place).read_bytes() == PNG


def test_pictures_that_came_from_anki_go_back(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("genanki")
    assert run("import", FIXTURES / "legacy.apkg")[0] == 0
    package = tmp_path / "out.apkg"
    assert run("export", "apkg", package)[0] == 0
    with zipfile.ZipFile(package) as archive, zipfile.ZipFile(FIXTURES / "legacy.apkg") as first:
        assert list(json.loads(archive.read("media")).values()) == ["gate.png"]
        assert archive.read("0") == first.read("0")
