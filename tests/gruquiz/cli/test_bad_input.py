"""Notes that are broken or hostile, as `import` tells of them: what, where, what to do."""

import json
from pathlib import Path

import pytest

from tests.gruquiz.cli.conftest import Run

BROKEN = {
    "front matter never closed": (b"---\ntags: [a]\nk::v", 1, "never closed", "`---`"),
    "front matter that is no YAML": (
        b"---\ntags: [a\nx: {\n---\nk::v", 3, "front matter cannot be read", "quotes"
    ),
    "a fence never closed": (b"k::v\n\n~~~~py\nx", 3, "a fence is opened", "close it with"),
    "a formula never closed": (b"k::v\n\n$$ x", 3, "`$$` is opened", "close it with `$$`"),
    "a formula with a blank line": (b"k::v\n\n$$\nx\n\ny\n$$", 3, "line 7", "blank line out"),
    "a comment never closed": (b"k::v\n\n<!-- x", 3, "a comment is opened", "`-->`"),
    "not UTF-8": (b"k::v\n\ncaf\xe9", 3, "byte 0xE9; read as Windows-1252", "save the note"),
    "letters that were garbled": ("k::v\n\nGRUâ€™s".encode(), 3, "shown mended", "untouched"),
    "a schedule that is none": (b"k::v\n<!--SR:!x,1,250-->", 2, "cannot be read", "is new"),
    "a card without an answer": (b"text\n\nk::", 3, "has no back", "until it has one"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line", "what", "remedy"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_broken_is_told_with_its_line_and_remedy(
    run: Run, tmp_path: Path, content: bytes, line: int, what: str, remedy: str
) -> None:
    note = tmp_path / "broken.md"
    note.write_bytes(content)
    code, out, _ = run("import", note, "--json")
    (report,) = json.loads(out)["notes"]
    messages = [one["message"] for one in report["warnings"] if one["line"] == line]
    assert code == 0
    assert report["added"] == 1
    assert any(what in message and remedy in message for message in messages), report["warnings"]
    assert note.read_bytes() == content
    note.write_bytes(content + b"\n\nanother line")
    _, out, _ = run("import", note)
    assert f"  line {line}: " in out


UNUSABLE = {
    "binary": (b"k::v\n\x00\x01", 2, "is not text"),
    "half UTF-16": (b"\xff\xfek", 1, "save it as UTF-8"),
}


@pytest.mark.parametrize(("content", "line", "what"), UNUSABLE.values(), ids=list(UNUSABLE))
def test_what_cannot_be_used_is_an_error_beside_the_rest(
    run: Run, tmp_path: Path, content: bytes, line: int, what: str
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "bad.md").write_bytes(content)
    (tmp_path / "vault" / "good.md").write_bytes(b"k::v")
    (tmp_path / "vault" / "empty.md").write_bytes(b"")
    code, out, err = run("import", tmp_path / "vault", "--json")
    document = json.loads(out)
    assert code == 1
    assert document["totals"]["added"] == 1
    assert document["totals"]["notes"] == 2
    (error,) = document["errors"]
    assert (Path(error["path"]).name, error["line"]) == ("bad.md", line)
    assert what in error["message"]
    assert f"bad.md:{line}: " in err


HOSTILE = "\x1b[31mred\x1b]0;title\x07\x9b2J \u202eback [/] [bold]x[/bold] W[z_t] שער 漢字"


def test_nothing_of_a_hostile_note_reaches_the_terminal(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "a\x1b[2Jb\u202e.md"
    note.write_text(f"# {HOSTILE}\n\n{HOSTILE}::{HOSTILE}\n<!--SR:!{HOSTILE},1,250-->\n\n$$ \x1b")
    code, out, err = run("import", note)
    for output in (out, err, run("cards")[1], run("study", "--plain")[1]):
        assert not [letter for letter in output if letter in "\x1b\x07\x9b\u202e"]
    assert code == 0
    assert "1 added" in out
    assert "[/] [bold]x[/bold] W[zₜ] שער 漢字" in run("cards")[1]


def test_likely_edits_are_in_the_report(run: Run, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    asked = "Which language do most people speak in Peru today?::Spanish, and Quechua in the hills"
    (vault / "a.md").write_text(f"{asked}\n\nk::v")
    run("import", vault)
    (vault / "a.md").write_text("k::v")
    (vault / "b.md").write_text(asked.replace("Peru", "Chile"))
    _, out, _ = run("rescan")
    assert "may be the missing" in out
    assert "Review likely edits in the app" in out
    assert "likely edit" not in run("rescan")[1]
