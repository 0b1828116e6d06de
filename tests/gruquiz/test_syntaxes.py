"""The family of card syntaxes: each carries its own marks, and how notes are read has a version."""

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from gruquiz import syntaxes
from gruquiz.importer import import_notes, import_options
from gruquiz.importer.import_options import READER, fingerprint
from gruquiz.library import Library
from gruquiz.model import Face, Kind
from gruquiz.suggesters import SUGGESTERS
from gruquiz.syntaxes import (
    SYNTAXES,
    CardSpan,
    CardSyntax,
    LineRange,
    Marks,
    ParsedCard,
    Passage,
    Syntax,
    marks_of,
)
from tests.gruquiz.vaults import NOW, finished
from tests.gruquiz.written import card_line, cases, read

CORPUS = Path(__file__).parent / "fixtures" / "reader_corpus.md"

VERSIONS = {2: "8044d906abf20891", 3: "906faa18f9c38528"}
"""What the corpus gives, by the reader's version. Notes are read again only where `READER` is
raised: whoever changes how notes are read raises it and adds a line here."""


def test_a_reader_that_reads_otherwise_has_another_version() -> None:
    text = CORPUS.read_text(encoding="utf-8")
    read_as = [read(text, suggest=suggest) for suggest in ("never", "always")]
    lines = [card_line(card) for note in read_as for card in note.cards]
    for note in read_as:  # what a warning says is no matter, where it points is
        lines += [note.deck, *(orphan.raw for orphan in note.orphans)]
        lines += [str(warning.line) for warning in note.warnings]
    digest = blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()
    assert VERSIONS.get(READER) == digest, "raise READER, and add its digest to VERSIONS"
    assert max(VERSIONS) == READER


def find(passage: Passage, run: LineRange, syntax: Syntax) -> Iterator[CardSpan]:
    """`Q: …` and `A: …`, on two lines."""
    lines = passage.block.lines
    for index in range(run[0], run[1]):
        if lines[index].startswith("Q: ") and lines[index + 1].startswith("A: "):
            face = Face(lines[index][3:], lines[index + 1][3:])
            card = ParsedCard(face, "qa")
            yield CardSpan(Kind.QUESTION, index, index + 1, f"{face.front}\n{face.back}", (card,))


def marks(syntax: Syntax) -> Marks:
    return Marks(alone=(("Q: ", re.compile("Q: ")),))


def test_a_new_syntax_is_one_line_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    note = "# A\n\nQ: Which gate?\nA: The reset gate.\n"
    assert read(note).cards == ()
    monkeypatch.setattr(syntaxes, "SYNTAXES", (*SYNTAXES, CardSyntax(find, marks)))
    (card,) = read(note).cards
    assert card.face == Face("Which gate?", "The reset gate.")
    assert read("# A\n\nno card\n").cards == ()


def test_a_new_syntax_reads_the_notes_that_did_not_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "a.md"
    note.write_text("# A\n\nQ: Which gate?\nA: The reset gate.\n", encoding="utf-8")
    with Library.memory() as library:
        finished(import_notes(library, [note], NOW))
        assert list(library.search.cards()) == []
        for module in (syntaxes, import_options):
            monkeypatch.setattr(module, "SYNTAXES", (*SYNTAXES, CardSyntax(find, marks)))
        finished(import_notes(library, [note], NOW))
        assert [card.face.front for card in library.search.cards()] == ["Which gate?"]


def test_a_new_suggester_is_another_way_to_read_where_cards_are_suggested(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ways() -> list[str]:
        return [fingerprint(Syntax(), "GRU", False, suggest) for suggest in ("auto", "never")]

    auto, never = ways()
    monkeypatch.setattr("gruquiz.importer.import_options.SUGGESTERS", (*SUGGESTERS, marks))
    assert ways() == [ways()[0], never]
    assert ways()[0] != auto


@pytest.mark.parametrize("syntax", SYNTAXES, ids=[each.find.__module__ for each in SYNTAXES])
def test_what_a_syntax_finds_has_its_marks(syntax: CardSyntax) -> None:
    """The quick no is never said of a text with a card."""
    from gruquiz.notes import blocks
    from gruquiz.notes.reader import note_of

    found = 0
    for _, text, _ in cases("note_cases.md"):
        note = note_of(text.encode(), Path("note.md"))
        for block in blocks(note, "", percent_comments=True)[0]:
            passage = Passage(block)
            if block.lines and list(syntax.find(passage, (0, len(block.lines) - 1), Syntax())):
                found += 1
                assert syntax.marks(Syntax()).show_in(passage.text), passage.text
                assert marks_of(Syntax()).show_in(passage.text)
    assert found
