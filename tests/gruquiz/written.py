"""Cards as the lines of a fixture, so that a file shows a note and what comes of it."""

from pathlib import Path

from gruquiz.importer.card_reader import ParsedNote, read_cards
from gruquiz.model import FoundCard, Schedule
from gruquiz.notes import note_of
from gruquiz.syntaxes import Syntax

FIXTURES = Path(__file__).parent / "fixtures"
PLACE = Path("/notes/n.md")


def read(text: str, syntax: Syntax | None = None, suggest: str = "never") -> ParsedNote:
    """A text read as a note in the deck `n`."""
    return read_cards(note_of(text.encode(), PLACE), syntax or Syntax(), "n", suggest)


def lines_of(reading: ParsedNote) -> list[str]:
    """The cards, then the schedules without a card, then the warnings."""
    return [
        *map(card_line, reading.cards),
        *(f"orphan {o.line}: {o.raw} ({o.hint})" for o in reading.orphans),
        *(f"warning {w.line}: {w.message}" for w in reading.warnings),
    ]


def card_line(card: FoundCard) -> str:
    """`cloze 3: The […] is big → The ==cell== is big {cell} · new`."""
    parts = [f"{card.kind.value} {card.line}: {_flat(card.face.front)} → {_flat(card.face.back)}"]
    if card.face.answers:
        parts.append("{" + "; ".join(map(_flat, card.face.answers)) + "}")
    parts.append("·")
    parts.append("incomplete" if card.incomplete else schedule_words(card.schedule))
    if card.decks != ("n",):
        parts.append("in " + " and ".join(card.decks))
    if card.anchor is not None:
        parts.append(f"^{card.anchor}")
    if card.also:
        parts.append(f"also in line {', '.join(map(str, card.also))}")
    return " ".join(parts)


def schedule_words(schedule: Schedule | None) -> str:
    """`due 2025-01-02, interval 3, ease 250, reviewed 2024-12-30`."""
    if schedule is None:
        return "new"
    words = f"due {schedule.due}, interval {schedule.interval:g}, ease {schedule.ease}"
    if schedule.stability is not None:
        words += f", stability {schedule.stability:g}, difficulty {schedule.difficulty:g}"
        words += f", reps {schedule.reps}"
    return f"{words}, reviewed {schedule.last_review}"


def _flat(text: str) -> str:
    return text.replace("\n", "⏎")


def cases(name: str) -> list[tuple[str, str, list[str]]]:
    """The cases of a fixture file: title, note and expected lines.

    A case is a heading, a note between `~~~~ note` and `~~~~`, and its cards between
    `~~~~ cards` and `~~~~`; `␠` stands for a space that an editor would take away.
    """
    found = []
    title, part = "", ""
    note: list[str] = []
    expected: list[str] = []
    for line in (FIXTURES / name).read_text(encoding="utf-8").split("\n"):
        if line == "~~~~":
            if part == "cards":
                found.append((title, "\n".join(note).replace("␠", " "), expected))
            part = ""
        elif line.startswith("~~~~ "):
            part = line[5:]
            if part == "note":
                note, expected = [], []
        elif part == "note":
            note.append(line)
        elif part == "cards":
            expected.append(line)
        elif line.startswith("## "):
            title = line[3:]
    return found
