"""Cards as a package for Anki, with their schedules and reviews.

Each card is a note named by the card's permanent id: importing a later package updates it in Anki,
and importing a package from Anki here brings back the reviews made there.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

from gruquiz.errors import GruquizError, NoteError
from gruquiz.exchange.deck_names import SEPARATOR
from gruquiz.exchange.face_html import Picture, anki_tags, html, one_line, sides
from gruquiz.exchange.pictures import Pictures
from gruquiz.markdown.alternatives import shown
from gruquiz.model import Card, Grade, Kind, LogKind, Review, Schedule, card_name
from gruquiz.temporary import temporary_folder

if TYPE_CHECKING:
    import genanki

MISSING_EXTRA = (
    "packages for Anki are written with genanki, which is not installed: "
    "`pip install 'gruquiz[anki]'`, or use `gruquiz export tsv`, which needs nothing more"
)
STYLE = ".card { font-family: sans-serif; font-size: 20px; text-align: left; }"
_OPEN, _HINT, _CLOSE = "\ue000", "\ue001", "\ue002"
"""Placeholders for the parts of a cloze while its text becomes HTML; no note has these signs."""


@dataclass(frozen=True, slots=True)
class SentCard:
    """A card with its history, for export."""

    card: Card
    reviews: Sequence[Review]
    tags: Sequence[str] = ()
    """The tags of its note."""


def write_package(
    path: Path, cards: Iterable[SentCard], now: datetime, pictures: Pictures | None = None
) -> int:
    """Write a package with the pictures that can be found; return its number of cards.

    Raises NoteError where the file cannot be written, GruquizError where genanki is missing.
    """
    try:
        import genanki  # an extra, with its own templates and YAML
    except ImportError as error:
        raise GruquizError(MISSING_EXTRA) from error

    basic, cloze = _models(genanki)
    decks: dict[str, genanki.Deck] = {}
    sent: dict[str, SentCard] = {}
    for one in cards:
        card = one.card
        name = card_name(card.id)
        picture = None if pictures is None else partial(pictures.name, card)
        text = _cloze_text(card, picture)
        fields = [*sides(card, picture), _source(card)] if text is None else [text, _source(card)]
        note = genanki.Note(
            model=basic if text is None else cloze,
            fields=fields,
            guid=name,
            tags=anki_tags(one.tags, card.kind.value),
        )
        if card.deck not in decks:
            title = card.deck.replace("/", SEPARATOR)
            decks[card.deck] = genanki.Deck(_number("deck", card.deck), title)
        decks[card.deck].add_note(note)
        sent[name] = one

    class PackageWithSchedules(genanki.Package):  # type: ignore[misc]  # genanki has no types
        """A package that gets schedules before it is closed."""

        def write_to_db(self, cursor: Any, timestamp: float, ids: Iterable[int]) -> None:
            super().write_to_db(cursor, timestamp, ids)
            _schedule(cursor, sent, now)

    try:
        with temporary_folder("anki") as folder:
            media = [] if pictures is None else _renamed(pictures.files, folder)
            package = PackageWithSchedules(list(decks.values()), media)
            package.write_to_file(path, timestamp=now.timestamp())
    except OSError as error:
        raise NoteError(f"cannot be written: {error.strerror}", path) from error
    return len(sent)


def _renamed(files: Mapping[str, Path], folder: Path) -> list[str]:
    """The files under their names in the package, copied where the name differs."""
    for name, path in files.items():
        if name != path.name:
            copyfile(path, folder / name)
    return [str(path if name == path.name else folder / name) for name, path in files.items()]


def _models(genanki: Any) -> "tuple[genanki.Model, genanki.Model]":
    front = "{{Front}}"
    basic = genanki.Model(
        _number("model", "basic"),
        "gruquiz",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Source"}],
        templates=[
            {
                "name": "Card",
                "qfmt": front,
                "afmt": "{{FrontSide}}<hr id=answer>{{Back}}<p><small>{{Source}}</small></p>",
            }
        ],
        css=STYLE,
    )
    cloze = genanki.Model(
        _number("model", "cloze"),
        "gruquiz cloze",
        model_type=genanki.Model.CLOZE,
        fields=[{"name": "Text"}, {"name": "Source"}],
        templates=[
            {
                "name": "Cloze",
                "qfmt": "{{cloze:Text}}",
                "afmt": "{{cloze:Text}}<p><small>{{Source}}</small></p>",
            }
        ],
        css=STYLE,
    )
    return basic, cloze


def _number(kind: str, name: str) -> int:
    """A reproducible id, in the range of Anki's own ids."""
    digest = blake2b(f"gruquiz {kind} {name}".encode(), digest_size=8).digest()
    return (1 << 30) + int.from_bytes(digest) % (1 << 30)


def _source(card: Card) -> str:
    place = " › ".join((card.title, *card.headings))
    return one_line(html(re.sub(r"([\\`*_$=<\[])", r"\\\1", place)))


def _cloze_text(card: Card, picture: Picture | None) -> str | None:
    """The text of an Anki cloze; None where the front is not the back with holes."""
    if card.kind is not Kind.CLOZE or not card.face.answers:
        return None
    front, back = card.face.front, card.face.back
    text, at, read = "", 0, 0
    for answer in map(shown, card.face.answers):
        marked = f"=={answer}=="
        start = back.find(marked, at)
        before = back[at:start]
        if start < 0 or "::" in answer or not front.startswith(f"{before}[", read):
            return None
        read += len(before)
        end = front.find("]", read)
        hint = front[read + 1 : end]
        if end < 0 or "::" in hint:
            return None
        hint_text = "" if hint == "…" else f"{_HINT}{hint}"
        text += f"{before}{_OPEN}{answer}{hint_text}{_CLOSE}"
        at, read = start + len(marked), end + 1
    if front[read:] != back[at:]:
        return None
    made = one_line(html(text + back[at:], picture))
    return made.replace(_OPEN, "{{c1::").replace(_HINT, "::").replace(_CLOSE, "}}")


def _schedule(cursor: Any, sent: Mapping[str, SentCard], now: datetime) -> None:
    """Write schedules and reviews into the cards that genanki made, which are all new.

    The cursor is genanki's own, on the package's file, not on a library.
    """
    (created,) = cursor.execute("SELECT crt FROM col").fetchone()
    day0 = datetime.fromtimestamp(created, now.tzinfo).date()
    conf = json.loads(cursor.execute("SELECT conf FROM col").fetchone()[0])
    offset = now.utcoffset()
    minutes = 0 if offset is None else int(offset.total_seconds() // 60)
    cursor.execute("UPDATE col SET conf = ?", (json.dumps({**conf, "creationOffset": -minutes}),))
    rows = cursor.execute("SELECT cards.id, guid FROM cards JOIN notes ON notes.id = nid")
    times: set[int] = set()
    for id_, guid in rows.fetchall():
        one = sent[guid]
        schedule = one.card.schedule
        answers = [row for row in one.reviews if row.grade is not None]
        if schedule.due is not None:
            cursor.execute(
                "UPDATE cards SET type = 2, queue = 2, due = ?, ivl = ?, factor = ?, reps = ?, "
                "lapses = ?, data = ? WHERE id = ?",
                (*_schedule_values(schedule, schedule.due, day0, len(answers)), id_),
            )
        if one.card.suspended:
            cursor.execute("UPDATE cards SET queue = -1 WHERE id = ?", (id_,))
        cursor.execute("UPDATE cards SET flags = ? WHERE id = ?", (one.card.flag, id_))
        before = 0
        for row in answers:
            interval = round(row.after.interval) if row.after is not None else before
            time = int(row.time.astimezone(UTC).timestamp() * 1000)
            while time in times:  # the time is the key of Anki's log
                time += 1
            times.add(time)
            cursor.execute(
                "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)",
                (
                    time, id_, _button(row.grade or Grade.AGAIN), interval, before,
                    schedule.ease * 10, row.elapsed_ms or 0, 1 if row.kind is LogKind.REVIEW else 2,
                ),
            )  # fmt: skip
            before = interval


def _schedule_values(
    schedule: Schedule, due: date, day0: date, answers: int
) -> tuple[int, int, int, int, int, str]:
    memory = {}
    if schedule.stability is not None and schedule.difficulty is not None:
        memory = {"s": round(schedule.stability, 4), "d": round(schedule.difficulty, 3)}
    return (
        (due - day0).days, max(round(schedule.interval), 1), schedule.ease * 10,
        max(answers, schedule.reps), schedule.lapses, json.dumps(memory) if memory else "",
    )  # fmt: skip


def _button(grade: Grade) -> int:
    """Anki's button, 1 to 4; grades below 3 are Again."""
    return max(int(grade) - 1, 1)
