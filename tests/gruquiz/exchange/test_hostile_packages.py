"""Packages that mean harm or are broken: a sentence each, and what is sound comes in."""

import json
import struct
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import click
import pytest

from gruquiz.cli.importing import import_notes
from gruquiz.errors import NoteError
from gruquiz.exchange.anki.package_reader import read_package
from gruquiz.foreign import LIMITS, Limits, Refusals
from gruquiz.foreign.limits import HIGHEST_FACTOR
from tests.gruquiz.cli.conftest import Run
from tests.gruquiz.exchange.packages import FIXTURES, changed, collection, package

ALL = 9
"""Cards of the fixtures' collection."""
KIB = 1024


def refused(path: Path, limits: Limits = LIMITS) -> tuple[int, list[str]]:
    """How many cards came, and what is said of the others."""
    refusals = Refusals()
    found = read_package(path, UTC, None, limits=limits, refusals=refusals)
    return len(found), list(refusals.sentences())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary ones, which must be empty again."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    ("statement", "left", "phrase"),
    [
        ("UPDATE cards SET due = -10000000, type = 2 WHERE ord = 0 AND nid = (SELECT MIN(id) FROM "
         "notes)", 1, "cards: 1 refused, the rest was taken: due is not a day between 1900"),
        ("UPDATE cards SET due = 9223372036854775807, type = 2", 9, "cards: 9 refused"),
        ("UPDATE cards SET factor = 9e999", 9, "factor is not an ease in thousandths from 0"),
        ("UPDATE cards SET ivl = 401767", 9, "ivl is not an interval from"),
        ("UPDATE cards SET ivl = 'x'", 9, "ivl is not an interval"),
        ("UPDATE cards SET lapses = -1", 9, "lapses is not a count from 0"),
        ("UPDATE cards SET ord = -1", 9, "ord is not a place from 0"),
        ("UPDATE cards SET nid = 1 WHERE id = (SELECT MAX(id) FROM cards)", 1, "its note is missi"),
        ("UPDATE notes SET mid = 7", 9, "its note type is missing or was refused"),
        ("UPDATE notes SET guid = ''", 9, "notes: 6 refused"),
        ("UPDATE notes SET guid = x'00'", 9, "guid is not text of at most 1,000"),
        ("UPDATE notes SET flds = printf('%.*c', 200000, 'x')", 9, "flds is not text of at most"),
        ("UPDATE revlog SET id = id + 100000000000000", 0, "id is not a time between 1900 and"),
        ("UPDATE revlog SET ivl = 9e999", 0, "ivl is not an interval"),
        ("UPDATE col SET conf = '[]'", 0, "creationOffset: it is not a JSON object"),
        ("UPDATE col SET conf = 'x'", 0, "col: 1 refused"),
        ("UPDATE col SET conf = '{\"creationOffset\": 1e9}'", 0, "is not a number of minutes"),
        ("UPDATE col SET conf = '{\"creationOffset\": 1440}'", 0, "from -1439 to 1439"),
    ],
)  # fmt: skip
def test_what_no_card_can_be_made_of_is_named_and_the_rest_comes(
    tmp_path: Path, statement: str, left: int, phrase: str
) -> None:
    path = package(tmp_path / "x.apkg", collection(tmp_path, statement))
    found, sentences = refused(path)
    assert found == ALL - left
    assert phrase in " ".join(sentences)


@pytest.mark.parametrize("name", ["legacy.apkg", "new.apkg", "new.colpkg"])
def test_a_sound_package_has_nothing_refused(name: str) -> None:
    if name.startswith("new"):
        pytest.importorskip("zstandard")
    assert refused(FIXTURES / name) == (ALL, [])


def _without_templates(models: Any) -> Any:
    return {id_: {**model, "tmpls": []} for id_, model in models.items()}


@pytest.mark.parametrize(
    ("column", "change", "phrase"),
    [
        ("models", _without_templates, "it has no templates"),
        ("models", lambda _: [], "not a JSON object"),
        ("models", lambda models: dict.fromkeys(models, 3), "another shape"),
        ("models", lambda models: {"x": next(iter(models.values()))}, "invalid literal"),
        ("decks", lambda _: None, "not a JSON object"),
        ("decks", lambda decks: {key: [] for key in decks}, "another shape"),
        ("decks", lambda decks: {key: {"name": "a::" * 60} for key in decks}, "than 50 levels"),
        ("decks", lambda decks: {id_: {"name": "a" * 1001} for id_ in decks}, "longer than 1,000"),
    ],
)  # fmt: skip
def test_malformed_json_of_the_collection_is_a_sentence(
    tmp_path: Path, column: str, change: Callable[[Any], object], phrase: str
) -> None:
    path = package(tmp_path / "x.apkg", changed(tmp_path, column, change))
    try:
        found, sentences = refused(path)
    except NoteError as error:
        sentences, found = [str(error)], 0
    assert phrase in " ".join(sentences)
    assert found in (0, ALL), "cards without a sound deck go to one of their own"


@pytest.mark.parametrize("object_", ["VIEW", "VIRTUAL TABLE"])
def test_a_table_that_is_a_program_is_refused(tmp_path: Path, object_: str) -> None:
    body = "AS SELECT * FROM hidden" if object_ == "VIEW" else "USING fts5 (id, cid, ease, ivl)"
    path = package(
        tmp_path / "x.apkg",
        collection(
            tmp_path, "ALTER TABLE revlog RENAME TO hidden", f"CREATE {object_} revlog {body}"
        ),
    )
    with pytest.raises(NoteError, match="no plain table revlog"):
        read_package(path, UTC, None)


def test_a_zip_that_fills_the_disk_is_refused_before_anything_is_written(
    tmp_path: Path, place: Path
) -> None:
    path = package(tmp_path / "x.apkg", bytes(40 << 20))
    assert path.stat().st_size < 50 * KIB
    with pytest.raises(NoteError, match=r"x\.apkg: is too much .* multiple .*`--limits \d+`"):
        read_package(path, UTC, None)
    assert list(place.iterdir()) == []


def test_a_zstandard_frame_that_fills_the_disk_is_refused_too(tmp_path: Path, place: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    sink = zstandard.ZstdCompressor(level=19, write_content_size=False)
    path = package(tmp_path / "x.apkg", sink.compress(bytes(200 << 20)), name="anki21b")
    assert path.stat().st_size < 20 * KIB
    with pytest.raises(
        NoteError, match=r"too much for one import: .* to a multiple of its packed size"
    ):
        read_package(path, UTC, None)
    assert list(place.iterdir()) == []


def test_three_hundred_bytes_that_fill_the_disk_are_no_file_of_use(
    tmp_path: Path, place: Path
) -> None:
    zstandard = pytest.importorskip("zstandard")
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    frames = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    path = package(tmp_path / "x.apkg", frames, name="anki21b")
    assert path.stat().st_size < 600
    with pytest.raises(NoteError, match=r"at most 250 are taken; no file of use is like that"):
        read_package(path, UTC, None)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(("times", "taken"), [(1, False), (3, True)])
def test_a_limit_can_be_raised(tmp_path: Path, times: int, taken: bool) -> None:
    path = package(tmp_path / "x.apkg", collection(tmp_path))
    limits = replace(LIMITS, rows=4).times(times)
    if taken:
        assert refused(path, limits) == (ALL, [])
        return
    with pytest.raises(NoteError, match=r"rows are taken; .*`--limits 2`"):
        read_package(path, UTC, None, limits=limits)


@pytest.mark.parametrize(
    ("limits", "phrase"),
    [
        (replace(LIMITS, packed=KIB), "it has 1 MiB"),
        (replace(LIMITS, sqlite_file=KIB), "its collection unpacks to"),
        (replace(LIMITS, unpacked=KIB), "it unpacks to"),
        (replace(LIMITS, members=2), "it holds 4 files"),
        (replace(LIMITS, seconds=0), "it takes more than 0 seconds"),
    ],
)
def test_each_limit_says_what_and_how_to_raise_it(
    tmp_path: Path, place: Path, limits: Limits, phrase: str
) -> None:
    others = {"media": b'{"0": "a.png", "1": "b.png"}', "0": b"a", "1": b"b"}
    path = package(tmp_path / "x.apkg", collection(tmp_path), others)
    with pytest.raises(NoteError, match=r"`--limits \d+`") as caught:
        read_package(path, UTC, None, limits=limits)
    assert phrase in caught.value.message
    assert list(place.iterdir()) == []


def test_a_list_of_members_that_fills_the_memory_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.apkg"
    size = 1 << 30
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, size, 0, 0)
    with path.open("wb") as stream:
        stream.truncate(size)  # a hole: no disk is used
        stream.seek(size)
        stream.write(end)
    with pytest.raises(NoteError, match="its list of files is too long"):
        read_package(path, UTC, None)


@pytest.mark.parametrize(("depth", "taken"), [(48, True), (60, False), (20_000, False)])
def test_clozes_nest_as_deep_as_is_allowed(tmp_path: Path, depth: int, taken: bool) -> None:
    deep = "{{c1::" * depth + "x" + "}}" * depth
    statement = (
        f"UPDATE notes SET flds = '{deep}' || char(31) || 'b' WHERE id = "
        "(SELECT nid FROM cards JOIN notes ON notes.id = nid WHERE flds LIKE '%{{c1::%' LIMIT 1)"
    )
    path = package(tmp_path / "x.apkg", collection(tmp_path, statement))
    found, sentences = refused(path)
    assert (found == ALL) == taken
    assert (sentences == []) == taken
    if 48 < depth < 1000:
        assert "a cloze nests 51 levels, and at most 50 levels are taken" in sentences[0]


def test_a_template_that_multiplies_a_field_is_refused(tmp_path: Path) -> None:
    def many(models: Any) -> Any:
        for model in models.values():
            for template in model["tmpls"]:
                template["qfmt"] = "".join("{{" + f["name"] + "}}" for f in model["flds"]) * 5000
        return models

    path = package(tmp_path / "x.apkg", changed(tmp_path, "models", many))
    found, sentences = refused(path)
    assert found < ALL
    assert "a side has" in " ".join(sentences)


@pytest.mark.parametrize(
    ("media", "phrase"),
    [
        (b"[]", "media: 1 refused"),
        (b"nonsense", "their list cannot be read"),
        (b"[" * 100_000, "media: 1 refused"),
        (json.dumps({"0": 5}).encode(), "is not the name of a file"),
        (json.dumps({"0": "a/../../b"}).encode(), "is not the name of a file"),
        (json.dumps({"0": "a\nb.png"}).encode(), "is not the name of a file"),
        (json.dumps({"0": "\ud800.png"}).encode(), "is not the name of a file"),
        (json.dumps({"0": "é" * 101}).encode(), "is not the name of a file"),
    ],
)
def test_a_bad_list_of_media_costs_no_card(tmp_path: Path, media: bytes, phrase: str) -> None:
    path = package(tmp_path / "x.apkg", collection(tmp_path), {"media": media, "0": b"x"})
    found, sentences = refused(path)
    assert found == ALL
    assert phrase in " ".join(sentences)


def test_media_that_break_off_leave_nothing_behind(tmp_path: Path) -> None:
    path = package(
        tmp_path / "x.apkg", collection(tmp_path), {"media": b'{"0": "a.png"}', "0": b"x" * 5000}
    )
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("0").header_offset + 31
    path.write_bytes(content[:at] + b"\xff\xff" + content[at + 2 :])
    with pytest.raises(NoteError, match="cannot be read"):
        read_package(path, UTC, tmp_path / "x-media")
    assert list((tmp_path / "x-media").iterdir()) == []


def test_the_command_names_what_was_refused_and_takes_the_rest(tmp_path: Path, run: Run) -> None:
    statement = "UPDATE cards SET factor = 9e999 WHERE id = (SELECT MAX(id) FROM cards)"
    path = package(tmp_path / "deck.apkg", collection(tmp_path, statement))
    code, out, err = run("import", path)
    assert code == 1
    assert "8 added" in out
    assert err.startswith(f"{path}: cards: 1 refused, the rest was taken: factor is not an ease")


def test_a_bomb_is_a_sentence_of_the_command(tmp_path: Path, run: Run) -> None:
    path = package(tmp_path / "bomb.apkg", bytes(40 << 20))
    code, _, err = run("import", path)
    assert code == 1
    assert "bomb.apkg: is too much for one import" in err
    assert "`--limits" in err


def test_the_option_goes_as_far_as_messages_say() -> None:
    (option,) = (one for one in import_notes.params if one.name == "factor")
    assert isinstance(option.type, click.IntRange)
    assert option.type.max == HIGHEST_FACTOR
