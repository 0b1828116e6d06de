"""Anki's packages: what Anki itself wrote is read, and what is written can be read.

The packages in `fixtures` were made by the `anki` package 26.9.3 in each of its forms; `anki.json`
is what it said of their cards. Dates are those of UTC.
"""

import json
import sqlite3
import sys
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gruquiz.errors import GruquizError, NoteError
from gruquiz.exchange.anki.collection import AnkiCard
from gruquiz.exchange.anki.note_types import NoteType, Template
from gruquiz.exchange.anki.package_reader import read_package
from gruquiz.exchange.anki.template import rendered
from gruquiz.exchange.apkg import SentCard, write_package
from gruquiz.exchange.card_import import import_cards
from gruquiz.exchange.field_markdown import markdown
from gruquiz.exchange.foreign_card import ForeignCard
from gruquiz.exchange.tsv import read_table
from gruquiz.library import Library
from gruquiz.model import Grade, ImportReport, Kind, LogKind, State
from gruquiz.session import Session
from tests.gruquiz.exchange.test_schedules import NOW, reviewed, schedule

FIXTURES = Path(__file__).with_name("fixtures")
FORMS = ("new.apkg", "legacy.apkg", "new.colpkg")
LABEL = "sm2 paper plain 36500 v1"


def arrived(library: Library, name: str, now: datetime = NOW) -> ImportReport:
    if not name.startswith("legacy"):
        pytest.importorskip("zstandard")
    return import_cards(library, read_package(FIXTURES / name, UTC, None), now, LABEL)


def truth() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((FIXTURES / "anki.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("name", FORMS)
def test_schedules_and_reviews_are_those_that_anki_tells(name: str) -> None:
    if not name.startswith("legacy"):
        pytest.importorskip("zstandard")
    found = {(one.name, one.ordinal): one for one in read_package(FIXTURES / name, UTC, None)}
    assert len(found) == 9
    for card in truth():
        one = found[card["guid"], card["ord"]]
        assert one.deck == card["deck"].replace("::", "/")
        assert one.flag == card["flag"]
        assert one.suspended == (card["queue"] == -1)
        assert [int(row.time.timestamp() * 1000) for row in one.past] == [
            time for time, _ in card["log"]
        ]
        assert [int(row.grade) - 1 for row in one.past] == [button for _, button in card["log"]]
        if card["due"] is None:
            assert one.schedule is None
            continue
        assert one.schedule is not None
        assert one.schedule.due == date.fromisoformat(card["due"])
        assert one.schedule.lapses == card["lapses"]
        if card["type"] == 2:
            assert one.schedule.interval == card["ivl"]
            assert one.schedule.ease == round(card["ease"] * 100)


@pytest.mark.parametrize("name", FORMS)
def test_a_package_comes_in_whole_and_once(name: str) -> None:
    with Library.memory() as library:
        report = arrived(library, name)
        assert sum(note.added for note in report.notes) == 9
        cards = {card.face.front: card for card in library.search.cards("", date(2026, 11, 21))}
        assert cards["The [which gate?] blends, the reset gate forgets."].face.answers == (
            "update gate",
        )
        assert cards["A […]."].face.answers == ("GRU has two gates",)
        assert cards["A GRU has […] gates."].face.back == "A GRU has ==two== gates."
        assert cards["gated & recurrent"].face.back == "GRU"
        assert cards["suspended"].state(date(2026, 11, 21)) is State.SUSPENDED
        assert cards["new"].flag == 3
        basic = cards["What does the **reset gate** do?"]
        assert basic.face.back.startswith("It forgets:\\\n$r_t \\odot h_{t-1}$ ![gate.png]")
        assert basic.deck == "GRU/Gates"
        assert [row.grade for row in library.cards.history(basic.id) if row.grade] == [
            Grade.GOOD, Grade.GOOD, Grade.HARD, Grade.EASY,
        ]  # fmt: skip
        assert library.maintenance.faults() == []
        again = arrived(library, name)
        assert [(note.added, note.changed, note.adopted) for note in again.notes] == [(0, 0, 0)] * 2
        assert library.maintenance.faults() == []


def test_one_undo_takes_a_package_back_and_it_can_come_again() -> None:
    with Library.memory() as library:
        arrived(library, "legacy.apkg")
        taken = library.undo.last(NOW)
        assert taken is not None
        assert taken.kind is LogKind.IMPORT
        assert library.search.cards() == []
        assert library.maintenance.faults() == []
        arrived(library, "legacy.apkg")
        assert len(library.search.cards()) == 9
        assert {
            card.schedule.due for card in library.search.cards("is:review", date(2026, 11, 21))
        } != {None}
        assert library.maintenance.faults() == []


def test_what_was_reviewed_here_later_is_kept() -> None:
    with Library.memory() as library:
        arrived(library, "legacy.apkg")
        (card,) = library.search.cards("reset gate do", date(2026, 11, 21))
        later = schedule(99, 270, date(2027, 6, 1))
        library.acts.set_schedules([library.cards.row(card.id)], [later], NOW)
        arrived(library, "legacy.apkg")
        assert library.cards.get(card.id).schedule == later


def test_media_are_copied_beside_the_library(tmp_path: Path) -> None:
    folder = tmp_path / "x-media"
    found = read_package(FIXTURES / "legacy.apkg", UTC, folder)
    assert (folder / "gate.png").read_bytes().startswith(b"\x89PNG")
    assert any("](x-media/gate.png)" in one.face.back for one in found)
    (folder / "gate.png").write_bytes(b"another picture")
    read_package(FIXTURES / "legacy.apkg", UTC, folder)
    assert (folder / "gate.png").read_bytes() == b"another picture"
    assert len(list(folder.iterdir())) == 2


def test_no_media_file_leaves_its_folder(tmp_path: Path) -> None:
    package = tmp_path / "bad.apkg"
    with (
        zipfile.ZipFile(FIXTURES / "legacy.apkg") as good,
        zipfile.ZipFile(package, "w") as bad,
    ):
        bad.writestr("collection.anki21", good.read("collection.anki21"))
        bad.writestr("media", json.dumps({"0": "../out.txt", "1": "..", "2": "a/b"}))
        for entry in "012":
            bad.writestr(entry, b"x")
    read_package(package, UTC, tmp_path / "media")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.apkg"]


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_package_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.apkg"
    file.write_bytes(content)
    with pytest.raises(NoteError, match="Anki package"):
        read_package(file, UTC, None)


def test_a_damaged_collection_is_told(tmp_path: Path) -> None:
    file = tmp_path / "x.apkg"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("collection.anki2", b"no database" * 100)
    with pytest.raises(NoteError, match="Anki package"):
        read_package(file, UTC, None)


@pytest.mark.parametrize("name", FORMS)
def test_whatever_is_damaged_a_package_is_read_or_told(tmp_path: Path, name: str) -> None:
    if not name.startswith("legacy"):
        pytest.importorskip("zstandard")
    whole = (FIXTURES / name).read_bytes()
    random = Random(7)
    file = tmp_path / f"x{Path(name).suffix}"
    compared = 0
    for _ in range(60):
        content = bytearray(whole[: random.randrange(len(whole) // 2, len(whole) + 1)])
        for _ in range(random.randrange(4)):
            content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        file.write_bytes(content)
        try:
            read_package(file, UTC, None)
        except NoteError:
            compared += 1
    assert compared


def test_damaged_tables_are_told_and_what_is_sound_is_read_whole(tmp_path: Path) -> None:
    with zipfile.ZipFile(FIXTURES / "legacy.apkg") as good:
        collection = good.read("collection.anki21")
    whole = len(read_package(FIXTURES / "legacy.apkg", UTC, None))
    random, file, seen, read = Random(7), tmp_path / "x.apkg", 0, 0
    for round_ in range(60):
        content = bytearray(collection)
        for _ in range(1 + round_):
            content[random.randrange(100, len(content))] ^= 1 << random.randrange(8)
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("collection.anki21", bytes(content))
        if not _sound(bytes(content), tmp_path / "x.db"):
            seen += 1
            with pytest.raises(NoteError, match="damaged"):
                read_package(file, UTC, None)
            continue
        with suppress(NoteError):  # told of a value that no collection has
            assert len(read_package(file, UTC, None)) == whole
            read += 1
    assert seen > 5
    assert read > 5


def _sound(content: bytes, path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the tables of a collection."""
    path.write_bytes(content)
    connection = sqlite3.connect(path)
    try:
        connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
        sound: bool = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except (sqlite3.Error, UnicodeDecodeError):  # the latter of a message that quotes the damage
        sound = False
    finally:
        connection.close()
    return sound


def anki_card(front: str, back: str, fields: dict[str, str], cloze: bool = False) -> AnkiCard:
    kind = NoteType("t", cloze, tuple(fields), (Template(front, back),))
    return AnkiCard(
        1, "g", kind, tuple(fields.values()), 0, "d", None, 0, 0, 0, False, 0, None, None, ()
    )


@pytest.mark.parametrize(
    ("front", "back", "fields", "expected"),
    [
        ("{{A}}", "{{FrontSide}}<hr id=answer>{{B}}", {"A": "x", "B": "y"}, ("x", "y")),
        ("{{#B}}{{A}}{{/B}}", "{{B}}", {"A": "x", "B": ""}, ("", "")),
        ("{{^B}}no {{A}}{{/B}}", "{{type:A}}", {"A": "x", "B": ""}, ("no x", "x")),
        ("{{A}}{{hint:B}}{{type:B}}", "{{hint:B}}", {"A": "x", "B": "y"}, ("x", "y")),
        ("{{A}} {{Unknown}}", "{{edit:B}}", {"A": "x", "B": "y"}, ("x ", "y")),
    ],
)
def test_templates(
    front: str, back: str, fields: dict[str, str], expected: tuple[str, str]
) -> None:
    made = rendered(anki_card(front, back, fields))
    assert (made.front, made.back) == expected


@pytest.mark.parametrize(
    ("text", "front", "answers"),
    [
        ("a {{c1::b}} {{c2::c}}", "a […] c", ("b",)),
        ("{{c1::b::h}} {{c1::d}}", "[h] […]", ("b", "d")),
        ("{{c1::a {{c2::b}} c}}", "[…]", ("a b c",)),
        ("{{c2::a {{c1::b::why}} c}}", "a [why] c", ("b",)),
        ("{{c1,2::both}}", "[…]", ("both",)),
        ("}} {{c1::open", "}} […]", ("open",)),
    ],
)
def test_clozes(text: str, front: str, answers: tuple[str, ...]) -> None:
    made = rendered(anki_card("{{cloze:T}}", "{{cloze:T}}", {"T": text}, cloze=True))
    assert (made.front, made.answers) == (front, answers)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ("a<br>b<br><br>c<br>", "a\\\nb\n\nc"),
        (r"\(a_1*b_2\) and 2*3*4", r"$a_1*b_2$ and 2\*3\*4"),
        (r"\[x\]", "$$x$$"),
        ("[$]a[/$]", "$a$"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n\n    - b\n\n- c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<pre>x = 1\ny *= 2</pre>", "```\nx = 1\ny *= 2\n```"),
        ('<img src="no.png"> [sound:a.mp3]', "▣ no.png ♪ a.mp3"),
        ("<script>alert(1)</script>ok", "ok"),
        ("costs $5 and $6", r"costs \$5 and \$6"),
        ('<a href="javascript:x">l</a>', "[l]"),
        ("# no heading", r"\# no heading"),
    ],
)
def test_html_becomes_markdown(html: str, expected: str) -> None:
    assert markdown(html, {}) == expected


def test_a_package_made_here_comes_home_as_it_was(tmp_path: Path) -> None:
    pytest.importorskip("genanki")
    from gruquiz.importer import import_notes
    from tests.gruquiz.exchange.test_schedules import finished

    note = tmp_path / "n.md"
    note.write_text(
        "The ==update gate;;which== blends $z_{t_{1}}$.\n\nk::v\n\nnew::card\n", encoding="utf-8"
    )
    package = tmp_path / "out.apkg"
    with Library.memory() as library:
        finished(import_notes(library, [note], NOW))
        reviewed(library, [schedule(30, 235, date(2026, 12, 11))])
        cards = library.search.cards()
        from gruquiz.config import Config

        session = Session(library, Config())
        session.changes.reset(cards[2].id, NOW)
        session.answer(cards[0].id, Grade.GOOD, NOW, 4200)
        cards = library.search.cards()
        sent = [SentCard(card, library.cards.current_history(card.id)) for card in cards]
        assert write_package(package, sent, NOW) == 3
        found = {one.name: one for one in read_package(package, UTC, None)}
        for card in cards:
            one = found[f"{card.id:016x}"]
            if card.schedule.is_new:
                assert one.schedule is None
                continue
            assert one.schedule is not None
            assert one.schedule.due == card.schedule.due
            assert (one.schedule.interval, one.schedule.ease) == (
                card.schedule.interval,
                card.schedule.ease,
            )
        cloze = found[f"{cards[0].id:016x}"]
        assert cloze.kind is Kind.CLOZE
        assert cloze.face.front == "The [which] blends $z_{t_{1} }$."
        assert [row.elapsed_ms for row in cloze.past] == [4200]
        report = import_cards(library, list(found.values()), NOW, LABEL)
        assert sum(note.unchanged for note in report.notes) == 3
        assert library.search.cards() == cards


def test_without_genanki_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(GruquizError, match=r"gruquiz\[anki\]"):
        write_package(tmp_path / "x.apkg", [], NOW)


def test_a_table_that_anki_wrote(tmp_path: Path) -> None:
    table = tmp_path / "deck.tsv"
    table.write_text(
        "#separator:tab\n#html:true\n#guid column:1\n#deck column:2\n#tags column:5\n"
        'aa\tGRU::Gates\t<b>Q</b>\t"line ""1""<br>2"\ttag\n'
        "bb\tGRU\tonly a front\t\ttag\n\n",
        encoding="utf-8",
    )
    first, second = read_table(table)
    assert isinstance(first, ForeignCard)
    assert isinstance(second, ForeignCard)
    assert (first.name, first.deck) == ("aa", "GRU/Gates")
    assert (first.face.front, first.face.back) == ("**Q**", 'line "1"\\\n2')
    assert second.found(1).incomplete


def test_the_command_reads_packages_beside_notes(tmp_path: Path) -> None:
    from gruquiz.cli import main

    library = tmp_path / "l.db"
    note = tmp_path / "n.md"
    note.write_text("k::v\n", encoding="utf-8")
    bad = tmp_path / "bad.apkg"
    bad.write_bytes(b"no")
    base = ["--library", str(library), "--now", "2026-11-21T09:00", "import"]
    assert main([*base, str(FIXTURES / "legacy.apkg"), str(note), str(bad)]) == 1
    with sqlite3.connect(library) as connection:
        assert connection.execute("SELECT COUNT(*) FROM card").fetchone() == (10,)
    assert (tmp_path / "l-media" / "gate.png").exists()
    assert main([*base, "--dry-run", str(FIXTURES / "legacy.apkg")]) == 0
