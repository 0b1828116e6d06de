"""A deck scheduled by fitted parameters: fitted, studied, undone, merged, and replayed exactly."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import fsrs
import pytest

from gruquiz.config import config_from
from gruquiz.errors import ConfigError
from gruquiz.fitting import compare
from gruquiz.library import Library
from gruquiz.model import NEW, CardId, DeckOptions, Grade, LogKind
from gruquiz.schedulers import find_scheduler, scheduler_labelled
from gruquiz.schedulers.forgetting_curve import DECAY, recall
from gruquiz.schedulers.fsrs import BOUNDS, FSRS, checked_parameters
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add
from tests.gruquiz.fitting.test_comparison import FORGETFUL
from tests.gruquiz.several_devices import state
from tests.gruquiz.test_devices import Machine

FITTED = compare(FORGETFUL).parameters
FSRS_DECK = config_from({"decks": {"GRU": {"scheduler": "fsrs"}}})
FITTED_DECK = config_from({"decks": {"GRU": {"scheduler": "fsrs", "fsrs_parameters": FITTED}}})


def study(session: Session, card: CardId, *grades: Grade, begin: int = 0) -> None:
    for place, grade in enumerate(grades):
        session.answer(card, grade, NOW + (begin + 4 * place) * DAY)


def test_the_bounds_are_the_packages_own() -> None:
    bounds = zip(
        fsrs.scheduler.LOWER_BOUNDS_PARAMETERS, fsrs.scheduler.UPPER_BOUNDS_PARAMETERS, strict=True
    )
    assert tuple(bounds) == BOUNDS


def test_reviews_are_the_packages_with_these_parameters() -> None:
    theirs = fsrs.Scheduler(FITTED, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    day = date(2026, 11, 21)
    noon = fsrs.Card(card_id=1).due.replace(hour=12)
    card, _ = theirs.review_card(fsrs.Card(card_id=1), fsrs.Rating.Good, noon)
    ours = FSRS(parameters=FITTED).review(NEW, Grade.GOOD, day)
    assert (ours.stability, ours.difficulty) == (card.stability, card.difficulty)
    assert ours != FSRS().review(NEW, Grade.GOOD, day)


def test_a_label_is_read_back_to_the_last_digit() -> None:
    parameters = tuple(low + (high - low) / 3 for low, high in BOUNDS)
    scheduler = FSRS.of(DeckOptions(retention=0.85, fsrs_parameters=parameters))
    assert scheduler_labelled(scheduler.label) == scheduler
    assert scheduler_labelled(FSRS().label) == FSRS()
    assert FSRS().replayed_as == "fsrs"


@pytest.mark.parametrize(
    "written", ["", "1,2", ",".join(["nan"] * 21), ",".join(["1e9"] * 21), "a" * 21]
)
def test_a_label_that_no_version_wrote_names_no_scheduler(written: str) -> None:
    assert find_scheduler(f"fsrs-fitted 0.9 36500 {written} v6") is None
    assert find_scheduler("fsrs-fitted 0.9 36500") is None


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        [1.0] * 20,
        [*FITTED[:20], 0.09],
        [*FITTED[:20], True],
        [*FITTED[:17], False, *FITTED[18:]],
    ],
)
def test_settings_that_are_no_parameters_are_named(value: object) -> None:
    with pytest.raises(ConfigError, match="fsrs_parameters: "):
        config_from({"options": {"fsrs_parameters": value}})


def test_a_sub_deck_takes_its_parents_parameters() -> None:
    assert FITTED_DECK.of("GRU/Gates").fsrs_parameters == FITTED
    assert FITTED_DECK.of("LSTM").fsrs_parameters == ()
    assert checked_parameters([]) == ()


def test_fitted_studied_undone_and_replayed() -> None:
    with Library.memory() as library:
        one, other = add(library, ["one", "other"])
        study(Session(library, FSRS_DECK), one, Grade.GOOD, Grade.HARD, Grade.GOOD)
        before = library.cards.get(one).schedule
        now = NOW + 12 * DAY

        fitted = Session(library, FITTED_DECK)
        fitted.next(now)  # the deck's reviews are replayed, as one act
        after = library.cards.get(one).schedule
        assert after.stability is not None
        assert after.stability != before.stability
        assert library.cards.history(one)[-1].kind is LogKind.MOVE
        fitted.next(now)
        assert library.cards.history(one)[-2].kind is LogKind.REVIEW  # once, not at every look
        assert library.maintenance.faults() == []

        study(fitted, one, Grade.GOOD, Grade.AGAIN, begin=12)
        study(fitted, other, Grade.EASY, begin=13)
        label = library.cards.history(other)[-1].scheduler
        assert scheduler_labelled(label) == FSRS(parameters=FITTED)
        assert library.maintenance.faults() == []

        for _ in range(3):
            assert fitted.undo(now + 8 * DAY) is not None
            assert library.maintenance.faults() == []
        assert library.cards.get(one).schedule == after
        assert fitted.undo(now + 8 * DAY) is not None
        assert library.cards.get(one).schedule == before
        assert library.maintenance.faults() == []


def test_back_to_the_published_parameters_gives_the_same_dates() -> None:
    with Library.memory() as library:
        (one,) = add(library, ["one"])
        study(Session(library, FSRS_DECK), one, Grade.GOOD, Grade.GOOD)
        before = library.cards.get(one).schedule
        Session(library, FITTED_DECK).next(NOW + 9 * DAY)
        assert library.cards.get(one).schedule != before
        Session(library, FSRS_DECK).next(NOW + 9 * DAY)
        assert library.cards.get(one).schedule == before


def test_merged_libraries_replay_exactly_whatever_each_machine_sets(tmp_path: Path) -> None:
    """One machine has fitted parameters, the other none; both answer the same card."""
    with Library.open(tmp_path / "a.db") as first:
        (one, _) = add(first, ["one", "other"])
        study(Session(first, FSRS_DECK, "a"), one, Grade.GOOD)
        first.backups.make(NOW)
    (copy,) = tmp_path.glob("a-backups/*.db")
    copy.rename(tmp_path / "b.db")
    with Library.open(tmp_path / "a.db") as first, Library.open(tmp_path / "b.db") as second:
        here, there = Session(first, FITTED_DECK, "a"), Session(second, FSRS_DECK, "b")
        here.next(NOW + DAY)
        study(here, one, Grade.GOOD, Grade.GOOD, begin=4)
        study(there, one, Grade.HARD, begin=6)
        first.merge.join(tmp_path / "b.db")
        second.merge.join(tmp_path / "a.db")
        assert state(first) == state(second)
        assert first.maintenance.faults() == []
        study(there, one, Grade.GOOD, begin=20)
        first.merge.join(tmp_path / "b.db")
        assert state(first) == state(second)
        assert here.undo(NOW + 21 * DAY) is not None
        assert first.maintenance.faults() == []


def test_a_synced_machine_replays_by_parameters_that_it_never_set(tmp_path: Path) -> None:
    """The desk fitted; on the phone, without any, an undone answer has the desk's decide anew."""
    desk, phone = Machine(tmp_path, "desk"), Machine(tmp_path, "phone")
    shutil.rmtree(phone.folder)
    phone.folder.symlink_to(desk.folder)
    fitted = {"options": {"scheduler": "fsrs", "fsrs_parameters": FITTED}}
    here = Session(desk.library, config_from(fitted), "desk")
    there = Session(phone.library, config_from({"options": {"scheduler": "fsrs"}}), "phone")
    for machine in (desk, phone, desk):
        machine.sync(NOW)
    one = min(card.id for card in desk.library.search.cards())
    study(there, one, Grade.HARD)
    study(here, one, Grade.GOOD, Grade.GOOD, begin=1)
    for machine in (desk, phone, desk, phone):
        machine.sync(NOW + 6 * DAY)
    labels = {row.scheduler for row in phone.library.cards.history(one)}
    assert FSRS(parameters=FITTED).label in labels
    assert state(desk.library) == state(phone.library)
    assert there.undo(NOW + 7 * DAY) is not None
    for machine in (phone, desk):
        machine.sync(NOW + 7 * DAY)
    assert state(desk.library) == state(phone.library)
    assert desk.library.cards.get(one).schedule.stability is not None


def test_the_chance_shown_of_a_card_follows_the_decks_own_curve() -> None:
    """0.9 after the stability by either curve; later each as the package has it."""
    with Library.memory() as library:
        (one,) = add(library, ["one"])
        decays = {
            name: Session(library, config).overview.decays(one)
            for name, config in (("usual", FSRS_DECK), ("fitted", FITTED_DECK))
        }
    assert decays["usual"] == {"sm2": DECAY, "fsrs": DECAY}
    assert decays["fitted"] == {"sm2": DECAY, "fsrs": FITTED[20]}
    assert recall(10, 10, FITTED[20]) == pytest.approx(0.9)
    theirs = fsrs.Scheduler(FITTED)
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    card = fsrs.Card(card_id=1, stability=10.0, last_review=now, state=fsrs.State.Review)
    expected = theirs.get_card_retrievability(card, now + 40 * DAY)
    assert recall(10, 40, FITTED[20]) == pytest.approx(expected)
    assert recall(10, 40) != pytest.approx(expected, abs=1e-4)
