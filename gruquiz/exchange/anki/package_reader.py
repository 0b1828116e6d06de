"""Reads the cards of a package: `.apkg`, or `.colpkg` with the whole collection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from filecmp import cmp
from hashlib import blake2b, file_digest
from pathlib import Path

from gruquiz import private_files
from gruquiz.exchange.anki.collection import AnkiCard, AnkiReview, cards
from gruquiz.exchange.anki.package import OpenedPackage, opened
from gruquiz.exchange.anki.template import rendered
from gruquiz.exchange.card_import import ForeignCard
from gruquiz.exchange.face_html import own_tags
from gruquiz.exchange.field_markdown import markdown
from gruquiz.foreign import LIMITS, Deadline, Limits, Refusals
from gruquiz.foreign.values import FIRST_DAY
from gruquiz.library import ForeignReview
from gruquiz.model import Face, Grade, Kind, Schedule

GRADES = {1: Grade.AGAIN, 2: Grade.HARD, 3: Grade.GOOD, 4: Grade.EASY}
LOWEST_EASE = 130
LONGEST_ANSWER = 600_000


def read_package(
    path: Path,
    zone: tzinfo | None,
    media_folder: Path | None,
    deck: str | None = None,
    *,
    limits: Limits = LIMITS,
    refusals: Refusals | None = None,
) -> list[ForeignCard]:
    """The cards of a package; its media are copied to `media_folder`, None for none.

    Impossible values are left out and counted in `refusals`. Raises NoteError where the file is not
    a package of Anki, or exceeds the limits.
    """
    refusals, deadline = Refusals() if refusals is None else refusals, Deadline(limits)
    with opened(path, deadline, refusals) as package:
        found = list(cards(package.collection, zone, deadline, refusals))
        places = _media(package, media_folder)
        renderer = _CardRenderer(places, zone, deck, deadline, refusals)
        return [one for card in found if (one := renderer.card(card)) is not None]


def _media(package: OpenedPackage, folder: Path | None) -> Mapping[str, str]:
    """Copy the media; return the path of each, by its name in Anki.

    An existing file with other content is kept, and the new file gets another name.
    """
    if folder is None:
        return {name: name for name in package.media}
    places: dict[str, str] = {}
    for name in package.media:
        private_files.make_folder(folder, parents=True)
        fresh = folder / f".{blake2b(name.encode(), digest_size=8).hexdigest()}.gruquiz-new"
        fresh.unlink(missing_ok=True)
        package.write_media(name, fresh)
        places[name] = f"{folder.name}/{_placed(fresh, folder / name).name}"
    return places


def _placed(fresh: Path, target: Path) -> Path:
    """Give a new file its name, or another one if that is taken."""
    if target.exists() and not cmp(fresh, target, shallow=False):
        with fresh.open("rb") as stream:
            digest = file_digest(stream, lambda: blake2b(digest_size=4)).hexdigest()
        target = target.with_name(f"{target.stem}-{digest}{target.suffix}")
    if target.exists():
        fresh.unlink()
    else:
        fresh.replace(target)
    return target


@dataclass(frozen=True, slots=True)
class _CardRenderer:
    """Renders cards with their templates and media."""

    media: Mapping[str, str]
    zone: tzinfo | None
    deck: str | None
    deadline: Deadline
    refusals: Refusals

    def card(self, card: AnkiCard) -> ForeignCard | None:
        """A card, ready for the library; None where it is refused."""
        self.deadline.check()
        try:
            return _foreign_card(card, self.media, self.zone, self.deck, self.deadline.limits)
        except ValueError as error:
            self.refusals.add("cards", str(error))
            return None


def _foreign_card(
    card: AnkiCard,
    media: Mapping[str, str],
    zone: tzinfo | None,
    deck: str | None,
    limits: Limits,
) -> ForeignCard:
    sides = rendered(card, limits)
    kind = Kind.CLOZE if card.type.cloze else Kind.PAIR
    answers = tuple(markdown(answer, media) for answer in sides.answers)
    past = tuple(_foreign_review(answer, zone) for answer in card.answers)
    return ForeignCard(
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


def _foreign_review(answer: AnkiReview, zone: tzinfo | None) -> ForeignReview:
    time = datetime.fromtimestamp(answer.time_ms / 1000, UTC).astimezone(zone)
    elapsed = min(max(answer.elapsed_ms, 0), LONGEST_ANSWER)
    return ForeignReview(time, GRADES[answer.button], answer.interval, elapsed)


def _schedule(card: AnkiCard, past: tuple[ForeignReview, ...]) -> Schedule | None:
    """The card's schedule; None for a new one.

    A card in its learning steps has no interval yet: it counts as reviewed once, interval one day.
    """
    if card.due is None:
        return None
    interval = max(card.interval, 1)
    if past:
        last = past[-1].time.date()
    else:  # within the calendar, even if the interval began before it
        last = card.due - timedelta(days=min(interval, (card.due - FIRST_DAY).days))
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
