"""Whether the owner of a source reads `??` as a one-way card: what the schedules show."""

from collections import Counter

from gruquiz.importer.card_reader import ParsedNote
from gruquiz.importer.source_options import SourceOptions
from gruquiz.model import NoteWarning

EVIDENCE = 3
"""`??` cards with one schedule each, and none with two, that show how their owner reads `??`."""

ONE_WAY_WARNING = NoteWarning(
    1,
    "`??` cards of this source have one schedule each, none has two: they are read as one-way, "
    "front to back; `guess_one_way = false` under [import] in the settings reads both ways",
)


class OneWayInference:
    """The schedules of `??` cards, counted by source as its notes are read."""

    def __init__(self) -> None:
        self.one: Counter[str] = Counter()
        self.two: Counter[str] = Counter()

    def must_wait(self, plan: SourceOptions, reading: ParsedNote | None) -> bool:
        """Whether a note has `??` cards, read only when all schedules of the source are known."""
        if reading is None or not reading.both_ways:
            return False
        if plan.syntax.one_way or not plan.syntax.guess_one_way:
            return False
        self.one[plan.source.path] += reading.one_way
        self.two[plan.source.path] += reading.two_way
        return True

    def are_one_way(self, plan: SourceOptions) -> bool:
        """Whether all that was counted of a source speaks for one card each."""
        path = plan.source.path
        return not self.two[path] and self.one[path] >= EVIDENCE
