"""Files into notes and blocks: encodings, front matter, tags, titles, what parts blocks."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.errors import NoteError
from gruquiz.identity import pair
from gruquiz.model import CardId, FoundCard, KnownCard, Note
from gruquiz.notes import blocks, note_of, read_note
from gruquiz.suggesters import suggestions
from gruquiz.syntaxes import Syntax, parse_cards
from gruquiz.syntaxes.syntax import BOLD, CURLY, HIGHLIGHT
from tests.gruquiz.written import read


def made(text: str | bytes, name: str = "my note.md") -> Note:
    return note_of(text if isinstance(text, bytes) else text.encode(), Path("/v") / name)


def test_line_numbers_are_the_file_s() -> None:
    note = made("---\ntags: a\n---\n\nk::v\r\nx::y")
    assert note.lines == ("", "", "", "", "k::v", "x::y")


def test_a_byte_order_mark_is_no_text() -> None:
    assert made(b"\xef\xbb\xbf---\ntags: a\n---\nk::v").tags == ("a",)


def test_not_utf_8_is_read_as_windows_1252_and_the_byte_is_named() -> None:
    note = made("first\nits caf\u00e9 \u201cgate\u201d".encode("cp1252"))
    assert note.lines[1] == "its café “gate”"
    (warning,) = note.warnings
    assert warning.line == 2
    assert "byte 0xE9" in warning.message


def test_utf_16_is_read_with_a_warning() -> None:
    note = made("k::v".encode("utf-16"))
    assert note.lines == ("k::v",)
    assert "UTF-16" in note.warnings[0].message


def test_a_binary_file_is_refused_with_its_line() -> None:
    with pytest.raises(NoteError) as error:
        made(b"text\n\x89PNG\x00\x01")
    assert error.value.line == 2


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "dump.md"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(NoteError, match="50 MB is too large"):
        read_note(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoteError, match="cannot be read"):
        read_note(tmp_path / "gone.md")


def test_control_signs_are_shown_and_never_sent() -> None:
    note = made("a\x1b[31mred\x07 b\x9b c\td\x7f")
    assert note.lines == ("a␛[31mred␇ b\ufffd c\td␡",)


def test_garbled_letters_are_mended_where_they_are_garbled() -> None:
    note = made(
        "GRUâ€™s caf\u00c3\u00a9\nr\u00e9sum\u00e9 S\u00c3O \u00c2\nÐ¿Ñ€Ð¸Ð²ÐµÑ‚ means hello"
    )
    assert note.lines[0] == "GRU’s café"
    assert note.lines[1] == "résumé SÃO Â"
    assert [warning.line for warning in note.warnings] == [1]


FRONT_MATTER = [
    ("tags: [a, b/c]", ("a", "b/c")),
    ("tags:\n  - a\n  - b", ("a", "b")),
    ("tags:\n- a", ("a",)),
    ("tags: a, b", ("a", "b")),
    ("tags: a b", ("a", "b")),
    ('tags: ["#a", "#b"]', ("a", "b")),
    ("tags:\n  - #x\n  - y", ("y",)),
    ("tags: [2024, y]", ("y",)),
    ("date of note: 2024-05-12\ntags: a", ("a",)),
    ("created: 2024-13-45T99:99\ntags: a", ("a",)),
    ("title: 'q: r'\nnested:\n  a: {b: [1, 2]}\ntags: a", ("a",)),
    ("tags: [a, b\nx: : :\n  - y: [", ("a", "b")),
    ("x: *nobody\ntags:\n  - a", ("a",)),
    ("just words", ()),
    ("- a\n- b", ()),
    ("", ()),
]


@pytest.mark.parametrize(("yaml", "tags"), FRONT_MATTER)
def test_tags_of_front_matter_however_it_is_written(yaml: str, tags: tuple[str, ...]) -> None:
    note = made(f"---\n{yaml}\n---\ntext")
    assert note.tags == tags
    assert note.lines[-1] == "text"
    assert not any(note.lines[:-1])


def test_broken_front_matter_is_told_with_its_line() -> None:
    note = made("---\nx: 1\ntags: [a\n---\ntext")
    assert note.tags == ("a",)
    assert note.warnings[0].line in (3, 4)


def test_metadata_keeps_what_was_written() -> None:
    note = made("---\naliases: [GRU, gated unit]\ndate of note: 2024-05-12\nsr-ease: 250\n---\n")
    assert note.metadata == {
        "aliases": ["GRU", "gated unit"],
        "date of note": "2024-05-12",
        "sr-ease": "250",
    }


def test_tags_in_text() -> None:
    text = "#one, `#code` [x](#) #2024 #2024/03 a#no #two/three\n```\n#fenced\n```\n# Heading\n#one"
    assert made(text).tags == ("one", "2024/03", "two/three")


TITLES = [
    ("---\ntitle: The Gate\n---\n# Other", "a.md", "The Gate"),
    ("---\nname: The Gate\n---\n", "a.md", "The Gate"),
    ("\n# The Gate #\ntext", "a.md", "The Gate"),
    ("text", "the gate.md", "the gate"),
    ("\n\nThe Gate (GRU)\n\ntext", "003_c32b39db2a6ab6ca.md", "The Gate (GRU)"),
    ("A sentence that ends here.", "003_c32b39db2a6ab6ca.md", "003_c32b39db2a6ab6ca"),
]


@pytest.mark.parametrize(("text", "name", "title"), TITLES)
def test_what_a_note_calls_itself(text: str, name: str, title: str) -> None:
    assert made(text, name).title == title


def test_blocks_end_at_blank_lines_but_not_inside_fences() -> None:
    cut, warnings = blocks(made("# A\nintro\n\n```py\nx\n\ny\n```\ntail\n   \n## B\n\nend"))
    assert [(block.start, block.end, block.headings) for block in cut] == [
        (1, 2, ("A",)),
        (4, 9, ("A",)),
        (11, 11, ("A", "B")),
        (13, 13, ("A", "B")),
    ]
    assert cut[1].fences[0].info == "py"
    assert warnings == ()


def test_hostile_depth_costs_nothing_but_its_own_card() -> None:
    deep = "$$" + "{" * 10_000 + "x" + "}" * 10_000 + "$$"
    quotes = ">" * 5_000 + " text"
    note = made(f"# T\n\n{deep}\n\n{quotes}\n\n{'[' * 10_000}\n\nk::v")
    cut, _ = blocks(note)
    assert [span.text for block in cut for span in parse_cards(block, Syntax())] == ["k\nv"]
    suggestions(note, cut, ("d",))


MARKS = st.sampled_from(
    (
        *(
            "==",
            "::",
            ":::",
            "?",
            "??",
            "$",
            "$$",
            "`",
            "```",
            "~~~",
            ">",
            "> ",
            "- ",
            "# ",
            "#tag ",
        ),
        *(
            "\n",
            "\n\n",
            "\r\n",
            "<!--",
            "-->",
            "<!--SR:!2025-01-01,4,250-->",
            "%%",
            "[[",
            "]]",
            "|",
        ),
        *("---", ";;", "1;;", "**", "*", "_", " ", "\t", "a", "gate", "^id", "{{", "}}", "drill"),
        *("compute: step", "é", "The reset gate is", "\\frac{a}{b}", "h_t=", "=", "!", "(", ")"),
        *("\u200b", "ع", "漢", "\x1b", "\\sigma(x)", "u_t"),
    )
)
TEXTS = st.lists(st.one_of(MARKS, st.text(max_size=6)), max_size=60).map("".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_text_is_cut_into_blocks_that_cover_what_they_claim(text: str) -> None:
    note = made(text.encode("utf-8", "replace").replace(b"\0", b""))
    cut, _ = blocks(note)
    end = 0
    for block in cut:
        assert end < block.start <= block.end <= len(note.lines)
        end = block.end
        for index, line in enumerate(block.lines):
            written = note.lines[block.start + index - 1].rstrip()
            assert index in block.removed or line == written or "<!--" in written or "%%" in written
        last = -1
        for fence in block.fences:
            assert last < fence.first <= fence.last < len(block.lines)
            last = fence.last
        taken: set[int] = set()
        for span in parse_cards(block, Syntax()):
            lines = set(range(span.first, span.last + 1))
            assert lines <= set(range(len(block.lines)))
            assert not lines & taken
            taken |= lines
    covered = {number for block in cut for number in range(block.start, block.end + 1)}
    left = [line for n, line in enumerate(note.lines, 1) if n not in covered and line.strip()]
    assert all("<!--" in text or "%%" in text for _ in left)


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_any_text_can_be_asked_for_suggestions(text: str) -> None:
    note = made(text.encode("utf-8", "replace").replace(b"\0", b""))
    for card in suggestions(note, blocks(note)[0], ("d",)):
        assert card.rule
        assert 1 <= card.line <= card.end_line <= len(note.lines)
        assert card.face.front
        assert card.face.back


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.sampled_from(["auto", "always", "never"]))
def test_any_note_can_be_read_and_paired_with_itself(text: str, suggest: str) -> None:
    reading = read(text.replace("\0", ""), Syntax(clozes=(HIGHLIGHT, BOLD, CURLY)), suggest)
    keys = [(card.content_hash, card.variant) for card in reading.cards]
    assert len(keys) == len(set(keys))
    pairing = pair(reading.cards, [known(card, i) for i, card in enumerate(reading.cards)])
    assert pairing.pairs == {index: index for index in range(len(reading.cards))}


def known(card: FoundCard, number: int) -> KnownCard:
    """A found card as the library would know it."""
    return KnownCard(
        CardId(number + 1), "/v/n.md", card.kind, card.face, card.decks, card.headings, card.line,
        card.content_hash, card.variant, card.sibling, card.anchor, card.rule, card.entry,
    )  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_what_has_no_end_is_no_note(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)  # reading would wait until somebody writes
    for path in (pipe, Path("/dev/zero"), tmp_path):
        with pytest.raises(NoteError, match="no ordinary file"):
            read_note(path)
