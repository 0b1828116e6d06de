"""A package's cards as arrivals: `.apkg`, and `.colpkg` with the whole collection."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import blake2b
from pathlib import Path

from gruquiz.errors import NoteError
from gruquiz.exchange.anki.collection import AnkiCard, Answer, cards
from gruquiz.exchange.anki.package import Package, opened
from gruquiz.exchange.anki.template import rendered
from gruquiz.exchange.arrivals import Arrival
from gruquiz.exchange.html import own_tags
from gruquiz.exchange.markdown import markdown
from gruquiz.library import ForeignReview
from gruquiz.model import Face, Grade, Kind, Schedule

GRADES = {1: Grade.AGAIN, 2: Grade.HARD, 3: Grade.GOOD, 4: Grade.EASY}
LOWEST_EASE = 130
LONGEST_ANSWER = 600_000


def read_package(
    path: Path, zone: tzinfo | None, media_folder: Path | None, deck: str | None = None
) -> list[Arrival]:
    """The cards of a package; its media are copied to `media_folder`, None for none.

    Raises NoteError where it is no package of Anki.
    """
    with opened(path) as package:
        places = _media(package, media_folder)
        try:
            return [_arrival(card, places, zone, deck) for card in cards(package.collection, zone)]
        except ValueError as error:
            raise NoteError(f"cannot be read as an Anki package: {error}", path) from error


def _media(package: Package, folder: Path | None) -> Mapping[str, str]:
    """Copy the media; where each lies now, by its name in Anki.

    A file of the same name and another content keeps its place, and the new one gets another.
    """
    places: dict[str, str] = {}
    for name in package.media:
        if folder is None:
            places[name] = name
            continue
        content = package.media_bytes(name)
        target = folder / name
        if target.exists() and target.read_bytes() != content:
            digest = blake2b(content, digest_size=4).hexdigest()
            target = folder / f"{target.stem}-{digest}{target.suffix}"
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        places[name] = f"{folder.name}/{target.name}"
    return places


def _arrival(
    card: AnkiCard, media: Mapping[str, str], zone: tzinfo | None, deck: str | None
) -> Arrival:
    sides = rendered(card)
    kind = Kind.CLOZE if card.type.cloze else Kind.PAIR
    answers = tuple(markdown(answer, media) for answer in sides.answers)
    past = tuple(_foreign(answer, zone) for answer in card.answers)
    return Arrival(
        card.guid,
        card.ordinal,
        kind,
        Face(markdown(sides.front, media), markdown(sides.back, media), answers),
        deck or card.deck,
        _schedule(card, past),
        card.suspended,
        card.flag,
        past,
        own_tags(card.tags),
    )


def _foreign(answer: Answer, zone: tzinfo | None) -> ForeignReview:
    time = datetime.fromtimestamp(answer.time_ms / 1000, UTC).astimezone(zone)
    elapsed = min(max(answer.elapsed_ms, 0), LONGEST_ANSWER)
    return ForeignReview(time, GRADES[answer.button], answer.interval, elapsed)


def _schedule(card: AnkiCard, past: tuple[ForeignReview, ...]) -> Schedule | None:
    """Where the card stands; None for a new one.

    A card in its learning steps has no interval yet: it counts as seen once, one day apart.
    """
    if card.due is None:
        return None
    interval = max(card.interval, 1)
    last = past[-1].time.date() if past else card.due - timedelta(days=interval)
    return Schedule(
        due=card.due,
        interval=float(interval),
        ease=max(round(card.factor / 10), LOWEST_EASE) if card.factor else 250,
        # SM-2 would give a card without repetitions one day or six, whatever its interval was.
        reps=1 if interval < 2 else 2,
        lapses=card.lapses,
        last_review=last,
        stability=card.stability,
        difficulty=card.difficulty,
    )
