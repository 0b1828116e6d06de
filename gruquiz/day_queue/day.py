"""A study day at one library: its queue, deck by deck or whole, and the counts that go with it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from gruquiz.day_queue.daily_limits import DailyLimits
from gruquiz.day_queue.order import QueueEntry, order_queue
from gruquiz.library import Held, Library, Visit
from gruquiz.model import Deck, DeckOptions, in_deck, parents


class Day:
    """What one study day asks, read from the library as it stands when first asked for."""

    def __init__(
        self, library: Library, options: Callable[[str], DeckOptions], today: date
    ) -> None:
        self.library = library
        self.options = options
        self.today = today

    @cached_property
    def names(self) -> Mapping[int, str]:
        return self.library.decks.names()

    def limits(self, more_in: str | None = None) -> tuple[DailyLimits, DailyLimits]:
        """The limits as they stand, for new cards and for reviews.

        `more_in` names a deck that takes one new card more, as do those in it.
        """
        done, raised = (
            self.library.queues.done(self.today),
            self.library.decks.raised_limits(self.today),
        )
        new = DailyLimits(
            lambda deck: self.options(deck).new + (more_in is not None and in_deck(deck, more_in)),
            {self.names[deck]: counts[0] for deck, counts in done.items()},
            {name: more[0] for name, more in raised.items()},
        )
        reviews = DailyLimits(
            lambda deck: self.options(deck).reviews,
            {self.names[deck]: counts[1] for deck, counts in done.items()},
            {name: more[1] for name, more in raised.items()},
        )
        return new, reviews

    def queue(self, root: str | None) -> deque[QueueEntry]:
        """Everything to be asked today but the repeats, in order; of one deck or of all."""
        new_limits, review_limits = self.limits()
        reviews = self._reviews(root, review_limits)
        new = [entry for entry in self.new(root, new_limits) if new_limits.admit(entry.deck)]
        return deque(order_queue(reviews, new, self.options(root or "").new_order))

    def _reviews(self, root: str | None, limits: DailyLimits) -> list[QueueEntry]:
        """The reviews that the limits admit, the most overdue first.

        No more due cards are read than are likely to be admitted; twice as many if some deck
        still has room, and so on.
        """
        inside = {number: name for number, name in self.names.items() if in_deck(name, root)}
        guests = self._guests(root)
        tops = {parents(name)[-1] for name in inside.values()} if root is None else {root}
        room = sum(limits.left(top) for top in tops)
        most, seen = 2 * room + 100, 0
        reviews: list[QueueEntry] = []
        while True:
            due = self.library.queues.due_cards(self.today, most)
            for card, home, block in due[seen:]:
                name = inside.get(home) or guests.get(card)
                if name is not None and limits.admit(name):
                    reviews.append(QueueEntry(card, name, block))
            if len(due) < most or not any(limits.left(top) for top in tops):
                return reviews
            most, seen = 4 * most, len(due)

    def repeats(self, root: str | None) -> list[int]:
        """The cards to be repeated today, the longest waiting first."""
        guests = self._guests(root)
        return [
            card
            for card, home in self.library.queues.repeats(self.today)
            if in_deck(self.names[home], root) or card in guests
        ]

    def _guests(self, root: str | None) -> dict[int, str]:
        """For cards at home elsewhere, the deck through which they belong to `root`."""
        found: dict[int, str] = {}
        if root is not None:
            for row in self.library.decks.visits():
                if in_deck(self.names[row.deck], root):
                    found.setdefault(row.card, self.names[row.deck])
        return found

    def new(self, root: str | None, limits: DailyLimits) -> list[QueueEntry]:
        """New cards that may be asked, the first added first.

        Where siblings are buried, a block gives one, and none while another of its cards is due
        or was asked today. No deck gives more than its own limit leaves; what the limits of its
        parents leave is up to the caller.
        """
        taken = self.library.queues.studied_blocks(self.today)
        found: list[tuple[int, str, int]] = []
        for number, name in self.names.items():
            if in_deck(name, root) and limits.left(name):
                found += self._new_of(number, name, root, taken, limits.left(name))
        entries: list[QueueEntry] = []
        seen: set[int] = set()
        for card, name, block in sorted(found):
            bury = self.options(name).bury_siblings
            if card not in seen and not (bury and block in taken):
                seen.add(card)
                taken.add(block)
                entries.append(QueueEntry(card, name, block))
        return entries

    def has_more(self, root: str) -> bool:
        """Whether a higher limit for new cards in `root` would bring any today."""
        limits, _ = self.limits(more_in=root)
        return any(limits.admit(entry.deck) for entry in self.new(root, limits))

    def _new_of(
        self, number: int, name: str, root: str | None, taken: set[int], room: int
    ) -> list[tuple[int, str, int]]:
        bury = self.options(name).bury_siblings
        found: list[tuple[int, str, int]] = []
        own: set[int] = set()
        for card, _, block in self.library.queues.new_cards(number, self.today):
            if bury and (
                block in taken
                or block in own
                or self.library.queues.is_block_due(block, self.today)
            ):
                continue
            own.add(block)
            found.append((card, name, block))
            if len(found) == room:
                break
        if root is not None:
            found += [
                (card, name, block)
                for card, home, block in self.library.queues.new_visitors(number, self.today)
                if not in_deck(self.names[home], root)
            ]
        return found

    def counts(self) -> list[Deck]:
        """Every deck with what is left of it today, parents before their sub-decks."""
        shelves = [
            (self.names[deck], cards, held)
            for deck, cards, held in self.library.decks.card_counts()
        ]
        visits = self.library.decks.visits()
        decks = {parent for name, _, _ in shelves for parent in parents(name)}
        decks |= {parent for row in visits for parent in parents(self.names[row.deck])}
        total = _summed(decks, ((name, cards) for name, cards, _ in shelves))
        held = _summed(decks, ((name, cards) for name, _, cards in shelves))
        repeats = self.library.queues.repeats(self.today)
        learning = _summed(decks, ((self.names[home], 1) for _, home in repeats))
        new_limits, review_limits = self.limits()
        due = dict.fromkeys(decks, 0)
        for number, cards in self.library.queues.due_counts(self.today).items():
            due[self.names[number]] += cards
        new = dict.fromkeys(decks, 0)
        for entry in self.new(None, new_limits):
            new[entry.deck] += 1
        due_left, new_left = review_limits.shown(due), new_limits.shown(new)
        for name, row in _counted(visits, self.names):
            total[name] += 1
            held[name] += bool(row.held & Held.SUSPENDED)
            if not row.held and row.buried_on != self.today.toordinal():
                if row.repeat_on == self.today.toordinal():
                    learning[name] += 1
                elif row.due is None:
                    new_left[name] = min(new_left[name] + 1, new_limits.left(name))
                elif row.due <= self.today.toordinal():
                    due_left[name] = min(due_left[name] + 1, review_limits.left(name))
        return [
            Deck(name, new_left[name], learning[name], due_left[name], total[name], held[name])
            for name in sorted(decks, key=lambda name: name.casefold().split("/"))
        ]


def _counted(visits: Iterable[Visit], names: Mapping[int, str]) -> Iterator[tuple[str, Visit]]:
    """(deck, visit) for every deck that counts a card only because the card visits it."""
    counted: set[str] = set()
    last = None
    for row in visits:
        if row.card != last:
            last, counted = row.card, set(parents(names[row.home]))
        for name in parents(names[row.deck]):
            if name not in counted:
                counted.add(name)
                yield name, row


def _summed(decks: Iterable[str], counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts by deck, sub-decks included."""
    summed = dict.fromkeys(decks, 0)
    for name, count in counts:
        for parent in parents(name):
            summed[parent] = summed.get(parent, 0) + count
    return summed
