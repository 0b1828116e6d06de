"""Any order of answers and acts, undo, rescans and merges on two devices, against a list."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gruquiz.config import Config
from gruquiz.errors import CardError
from gruquiz.library import Library
from gruquiz.model import NEW, Grade, KeptCard, NoteChange, Schedule
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found, note
from tests.gruquiz.operations import LEECH, LEECH_AGAIN, Model, ModelCard, Operation, leech

SLOT = st.integers(0, 5)
GRADE = st.sampled_from(list(Grade))


class Machine(RuleBasedStateMachine):
    """Two devices that began from one file; the second is merged into the first now and then."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(mkdtemp(prefix="gruquiz-machine-"))
        self.now = NOW
        self.behind = timedelta(0)
        """By how much the desk's clock was set back."""
        self.step = 0
        with Library.open(self.folder / "phone.db") as library:
            self.cards = add(library, [found(f"card {number}") for number in range(6)])
        shutil.copyfile(self.folder / "phone.db", self.folder / "desk.db")
        options = replace(Config().options, leech_lapses=LEECH, leech_again=LEECH_AGAIN)
        self.config = Config(options=options)
        self.sessions = {name: self.opened(name) for name in ("desk", "phone")}
        self.models = {"desk": Model(), "phone": Model()}
        self.waiting: list[Operation] = []
        """The phone's deeds that the desk has not heard of."""
        self.taken: list[Operation] = []
        """Those that it has, but not that they were taken back."""
        self.rows = 0
        """The phone's rows that the desk has not."""

    def opened(self, device: str) -> Session:
        return Session(Library.open(self.folder / f"{device}.db"), self.config, device)

    def teardown(self) -> None:
        for session in self.sessions.values():
            session.library.close()
        shutil.rmtree(self.folder)

    def clock(self, device: str) -> datetime:
        """Never the same millisecond on both: which row came first would be chance."""
        half = timedelta(milliseconds=500)
        return self.now - self.behind + half if device == "desk" else self.now

    def turn(self) -> None:
        """The time of a new act."""
        self.step += 1
        self.now += timedelta(seconds=1)

    def done(self, device: str, what: str, *slots: int) -> Operation:
        """A deed that the device's model is told of."""
        now, model = self.clock(device), self.models[device]
        milliseconds = int(now.timestamp() * 1000)
        times = {
            self.cards[slot]: model.stamp(self.cards[slot], milliseconds)
            for slot in dict.fromkeys(slots)
        }
        operation = Operation(what, times, self.sessions[device].day(now), self.step, device)
        model.operations.append(operation)
        if device == "phone":
            self.waiting.append(operation)
            self.rows += len(times)
        return operation

    def answer(self, device: str, slot: int, grade: Grade) -> None:
        self.turn()
        session, now, card = self.sessions[device], self.clock(device), self.cards[slot]
        day, known = session.day(now), self.models[device].known(card)
        try:
            answered = session.answer(card, grade, now)
        except CardError:
            assert known.out(day)
            return
        assert not known.out(day)
        operation = self.done(device, "grade", slot)
        operation.grade, operation.repeat = grade, known.schedule.repeat_on == day
        operation.leech = not operation.repeat and leech(known.schedule, grade, day)
        assert (answered.repeat, answered.leech) == (operation.repeat, operation.leech)
        if operation.leech:  # a row of its own
            self.models[device].stamp(card, 0)
            self.rows += device == "phone"

    def change(self, device: str, what: str, *slots: int) -> None:
        """Suspend, bury, drop and their opposites: only cards that are not so already."""
        self.turn()
        session, now, model = self.sessions[device], self.clock(device), self.models[device]
        day = session.day(now)
        wanted: Mapping[str, Callable[[ModelCard], bool]] = {
            "suspend": lambda known: not known.suspended,
            "unsuspend": lambda known: known.suspended,
            "bury": lambda known: known.buried_on != day,
            "unbury": lambda known: known.buried_on is not None,
            "drop": lambda known: not known.dropped,
            "restore": lambda known: known.dropped,
        }
        changed = [slot for slot in slots if wanted[what](model.known(self.cards[slot]))]
        cards = [self.cards[slot] for slot in slots]
        assert getattr(session.changes, what)(cards, now) == len(changed)
        if changed:
            self.done(device, what, *changed)

    def take_back(self, device: str) -> None:
        self.turn()
        session, model = self.sessions[device], self.models[device]
        if not any(
            operation.device == device and not operation.undone for operation in model.operations
        ):
            return  # before them there is only the import that made the cards
        undone, now = session.undo(self.clock(device)), self.clock(device)
        assert undone is not None
        last = model.last(device)
        cards = {card for operation in last for card in operation.times}
        if len(cards) == 1:  # the row of the undo stands in the card's log
            model.stamp(cards.pop(), int(now.timestamp() * 1000))
        self.rows += device == "phone"
        for operation in last:
            operation.undone = True
            if device == "phone" and operation not in self.waiting:
                self.taken.append(operation)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += hours * DAY / 24

    @rule(hours=st.integers(0, 60))
    def the_clock_is_set(self, hours: int) -> None:
        """Back, but not before the library was made; or right again."""
        self.behind = min(hours * DAY / 24, self.now - NOW)

    @rule(slot=SLOT, grade=GRADE)
    def grade(self, slot: int, grade: Grade) -> None:
        self.answer("desk", slot, grade)

    @rule(what=st.sampled_from(["suspend", "unsuspend", "bury", "unbury", "drop", "restore"]),
          slots=st.lists(SLOT, min_size=1, max_size=3, unique=True))  # fmt: skip
    def act(self, what: str, slots: list[int]) -> None:
        self.change("desk", what, *slots)

    @rule(slot=SLOT, flag=st.integers(0, 7))
    def flag(self, slot: int, flag: int) -> None:
        self.turn()
        self.sessions["desk"].changes.flag(self.cards[slot], self.clock("desk"), flag)
        self.done("desk", "flag", slot).flag = flag

    @rule(slot=SLOT)
    def reset(self, slot: int) -> None:
        self.turn()
        self.sessions["desk"].changes.reset(self.cards[slot], self.clock("desk"))
        self.done("desk", "set", slot).schedule = NEW

    @rule(slot=SLOT, days=st.integers(-5, 30))
    def set_due(self, slot: int, days: int) -> None:
        self.turn()
        session, now, card = self.sessions["desk"], self.clock("desk"), self.cards[slot]
        today, before = session.day(now), self.models["desk"].known(card).schedule
        session.changes.set_due(card, now, today + days * DAY)
        after = replace(before, due=today + days * DAY, repeat_on=None)
        if before.is_new:
            after = Schedule(after.due, float(max(days, 1)), 250, 2, 0, today)
        self.done("desk", "set", slot).schedule = after

    @rule(lost=st.sets(SLOT, max_size=3), edited=st.sets(SLOT, max_size=2))
    def rescan(self, lost: set[int], edited: set[int]) -> None:
        """The note is read again; some cards' text is gone from it, some is another."""
        self.turn()
        library, model = self.sessions["desk"].library, self.models["desk"]
        kept, back, gone, new = [], [], [], []
        for slot, card in enumerate(self.cards):
            known = model.known(card)
            if slot in lost:
                gone += [slot] if not known.missing else []
                continue
            text = f"text {self.step}" if slot in edited else known.text or f"card {slot}"
            back += [slot] if known.missing else []
            new += [slot] if slot in edited else []
            changed = known.missing or slot in edited
            kept.append(KeptCard(card, found(text), changed=changed))
        change = NoteChange(
            note(), "GRU", "v1", kept=tuple(kept), missing=tuple(self.cards[slot] for slot in gone)
        )
        library.imports.save(change, self.clock("desk"), library.imports.new_act())
        if back:
            self.done("desk", "found", *back)
        if gone:
            self.done("desk", "lost", *gone)
        for slot in new:  # no row of the log: a text is kept elsewhere
            times = {self.cards[slot]: self.step}
            day = self.sessions["desk"].day(self.clock("desk"))
            model.operations.append(
                Operation("text", times, day, self.step, "desk", text=f"text {self.step}")
            )

    @rule()
    def undo(self) -> None:
        self.take_back("desk")

    @rule(slot=SLOT, grade=GRADE)
    def grade_on_the_phone(self, slot: int, grade: Grade) -> None:
        self.answer("phone", slot, grade)

    @rule(slot=SLOT, what=st.sampled_from(["suspend", "unsuspend", "bury", "drop", "restore"]))
    def act_on_the_phone(self, slot: int, what: str) -> None:
        self.change("phone", what, slot)

    @rule()
    def undo_on_the_phone(self) -> None:
        self.take_back("phone")

    @rule()
    def merge(self) -> None:
        merged = self.sessions["desk"].library.merge.join(self.folder / "phone.db")
        assert merged.rows == self.rows
        desk, phone = self.models["desk"], self.models["phone"]
        desk.operations += [replace(operation) for operation in self.waiting]
        for operation in desk.operations:
            operation.undone |= any(one.step == operation.step for one in self.taken)
        for card in self.cards:
            desk.latest[card] = max(desk.latest.get(card, 0), phone.latest.get(card, 0))
        self.waiting, self.taken, self.rows = [], [], 0

    @precondition(lambda self: self.step > 3)
    @rule(device=st.sampled_from(["desk", "phone"]))
    def reopen(self, device: str) -> None:
        self.sessions[device].library.close()
        self.sessions[device] = self.opened(device)

    @invariant()
    def the_libraries_are_what_the_lists_say(self) -> None:
        for device, session in self.sessions.items():
            for slot, card in enumerate(self.cards):
                seen, known = session.library.cards.get(card), self.models[device].known(card)
                assert seen.schedule == known.schedule
                assert (seen.suspended, seen.buried_on) == (known.suspended, known.buried_on)
                assert (seen.dropped, seen.missing) == (known.dropped, known.missing)
                assert seen.flag == known.flag
                assert seen.face.front == (known.text or f"card {slot}")
            assert session.library.maintenance.faults() == []


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
