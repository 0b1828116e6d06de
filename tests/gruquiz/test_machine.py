"""Any order of grading, undoing, burying, suspending, rescanning and merging, against a list.

The model keeps every act in a list and, when asked, goes through the list from the start: as slow
and as plain as can be.
"""

import shutil
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gruquiz.config import Config
from gruquiz.errors import CardError
from gruquiz.library import Library
from gruquiz.model import NEW, CardId, Grade, Kept, NoteChange, Schedule
from gruquiz.schedulers.sm2 import SM2
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found, note

SLOT = st.integers(0, 5)


@dataclass
class Act:
    """What was done, on which device, and whether it was taken back."""

    what: str
    cards: tuple[CardId, ...]
    day: date
    order: tuple[datetime, int]
    device: str
    grade: Grade = Grade.GOOD
    flag: int = 0
    undone: bool = False


@dataclass
class Known:
    """A card as the model has it."""

    schedule: Schedule = NEW
    suspended: bool = False
    buried_on: date | None = None
    dropped: bool = False
    missing: bool = False
    flag: int = 0


@dataclass
class Model:
    acts: list[Act] = field(default_factory=list)

    def known(self, card: CardId) -> Known:
        known = Known()
        for act in sorted(self.acts, key=lambda act: act.order):
            if card not in act.cards or act.undone:
                continue
            if act.what == "grade":
                known.schedule = graded(known.schedule, act.grade, act.day)
            elif act.what in ("suspend", "unsuspend"):
                known.suspended = act.what == "suspend"
            elif act.what == "bury":
                known.buried_on = act.day
            elif act.what == "drop":
                known.dropped = True
            elif act.what == "reset":
                known.schedule = NEW
            elif act.what == "flag":
                known.flag = act.flag
            elif act.what in ("lost", "found"):
                known.missing = act.what == "lost"
        return known


def graded(schedule: Schedule, grade: Grade, day: date) -> Schedule:
    if schedule.repeat_on == day:
        return replace(schedule, repeat_on=None) if grade >= Grade.GOOD else schedule
    return SM2().review(schedule, grade, day)


class Machine(RuleBasedStateMachine):
    """Two devices that began from one file; the second is merged into the first now and then."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(mkdtemp(prefix="gruquiz-machine-"))
        self.now = NOW
        self.step = 0
        with Library.open(self.folder / "phone.db") as library:
            self.cards = add(library, [found(f"card {number}") for number in range(6)])
        shutil.copyfile(self.folder / "phone.db", self.folder / "desk.db")
        config = Config(options=replace(Config().options, leech_lapses=0))
        self.desk = Session(Library.open(self.folder / "desk.db"), config, "desk")
        self.phone = Session(Library.open(self.folder / "phone.db"), config, "phone")
        self.model = Model()
        self.waiting: list[Act] = []
        """The phone's acts that the desk has not heard of."""

    def teardown(self) -> None:
        self.desk.library.close()
        self.phone.library.close()
        shutil.rmtree(self.folder)

    def act(self, what: str, *slots: int, grade: Grade = Grade.GOOD, flag: int = 0) -> Act:
        self.step += 1
        self.now += timedelta(seconds=1)  # of two acts in one instant, which came first is chance
        cards = tuple(self.cards[slot] for slot in slots)
        return Act(what, cards, self.desk.day(self.now), (self.now, self.step), "desk", grade, flag)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += hours * DAY / 24

    @rule(slot=SLOT, grade=st.sampled_from(list(Grade)))
    def grade(self, slot: int, grade: Grade) -> None:
        act = self.act("grade", slot, grade=grade)
        known = self.model.known(act.cards[0])
        out = known.suspended or known.dropped or known.missing or known.buried_on == act.day
        try:
            self.desk.answer(act.cards[0], grade, self.now)
        except CardError:
            assert out
        else:
            assert not out
            self.model.acts.append(act)

    @rule(slots=st.lists(SLOT, min_size=1, max_size=3, unique=True))
    def suspend(self, slots: list[int]) -> None:
        act = self.act("suspend", *slots)
        changed = tuple(card for card in act.cards if not self.model.known(card).suspended)
        assert self.desk.suspend(act.cards, self.now) == len(changed)
        if changed:
            self.model.acts.append(replace(act, cards=changed))

    @rule(slot=SLOT)
    def unsuspend(self, slot: int) -> None:
        act = self.act("unsuspend", slot)
        if self.desk.unsuspend(act.cards, self.now):
            assert self.model.known(act.cards[0]).suspended
            self.model.acts.append(act)

    @rule(slot=SLOT)
    def bury(self, slot: int) -> None:
        act = self.act("bury", slot)
        if self.desk.bury(act.cards, self.now):
            self.model.acts.append(act)

    @rule(slot=SLOT)
    def drop(self, slot: int) -> None:
        act = self.act("drop", slot)
        if self.desk.drop(act.cards, self.now):
            self.model.acts.append(act)

    @rule(slot=SLOT, flag=st.integers(0, 7))
    def flag(self, slot: int, flag: int) -> None:
        act = self.act("flag", slot, flag=flag)
        self.desk.flag(act.cards, self.now, flag)
        self.model.acts.append(act)

    @rule(slot=SLOT)
    def reset(self, slot: int) -> None:
        act = self.act("reset", slot)
        self.desk.reset(act.cards, self.now)
        self.model.acts.append(act)

    @rule(lost=st.sets(SLOT, max_size=3))
    def rescan(self, lost: set[int]) -> None:
        """The note is read again; some cards' text is gone from it, the others' is there."""
        library = self.desk.library
        act = self.act("import")
        kept, gone = [], []
        for slot, card in enumerate(self.cards):
            missing = self.model.known(card).missing
            if slot not in lost:
                kept.append(Kept(card, found(f"card {slot}"), changed=missing))
            elif not missing:
                gone.append(card)
        back = tuple(one.id for one in kept if one.changed)
        change = NoteChange(note(), "GRU", "v1", kept=tuple(kept), missing=tuple(gone))
        library.save_note(change, self.now, library.new_action())
        if back or gone:
            self.model.acts.append(replace(act, what="found", cards=back))
            self.model.acts.append(replace(act, what="lost", cards=tuple(gone)))

    @rule()
    def undo(self) -> None:
        mine = [act for act in self.model.acts if act.device == "desk" and not act.undone]
        if not mine:
            return  # before them there is only the import that made the cards
        undone = self.desk.undo(self.now)
        assert undone is not None
        last = mine[-1]
        for act in mine:
            if act.order == last.order:
                act.undone = True

    @rule(slot=SLOT, what=st.sampled_from(["grade", "suspend", "unsuspend", "flag"]))
    def something_on_the_phone(self, slot: int, what: str) -> None:
        act = replace(self.act(what, slot, flag=3), device="phone")
        card = act.cards[0]
        if what == "grade":
            if self.phone.library.card(card).suspended:
                return
            self.phone.answer(card, Grade.GOOD, self.now)
        elif what == "flag":
            self.phone.flag(card, self.now, 3)
        elif not getattr(self.phone, what)(card, self.now):
            return
        self.waiting.append(act)

    @rule()
    def merge(self) -> None:
        merged = self.desk.library.merge(self.folder / "phone.db")
        assert merged.rows == len(self.waiting)
        self.model.acts += self.waiting
        self.waiting = []

    @rule()
    def reopen(self) -> None:
        self.desk.library.close()
        self.desk = Session(Library.open(self.folder / "desk.db"), self.desk.config, "desk")

    @invariant()
    def the_library_is_what_the_list_says(self) -> None:
        library = self.desk.library
        for card in self.cards:
            seen, known = library.card(card), self.model.known(card)
            assert seen.schedule == known.schedule
            assert (seen.suspended, seen.buried_on) == (known.suspended, known.buried_on)
            assert (seen.dropped, seen.missing) == (known.dropped, known.missing)
            assert seen.flag == known.flag
        assert library.check() == []


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
