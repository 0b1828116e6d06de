"""Schedules written into notes: only our comments change, and reading them back is the identity."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.exchange.schedule_comments import comment, lines_of, matches_schedule
from gruquiz.exchange.schedules import Rewriting, rewritings, write
from gruquiz.importer import import_notes, rescan
from gruquiz.library import Library
from gruquiz.model import NEW, Card, ImportReport, Kind, NoteFailure, Schedule
from gruquiz.obsidian import parse_entries
from tests.gruquiz.written import cases

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def finished(steps: object) -> ImportReport:
    while True:
        try:
            next(steps)  # type: ignore[call-overload]  # a generator, whatever its type
        except StopIteration as end:
            report: ImportReport = end.value
            return report


def taken_in(library: Library, folder: Path) -> ImportReport:
    return finished(import_notes(library, [folder], NOW))


def schedules_of(library: Library) -> dict[tuple[str, str], tuple[date | None, float, int]]:
    return {
        (card.face.front, card.face.back): (
            card.schedule.due,
            card.schedule.interval,
            card.schedule.ease,
        )
        for card in library.search.cards()
    }


def reviewed(library: Library, schedules: list[Schedule]) -> None:
    cards: list[Card] = library.search.cards()
    plays = [library.cards.row(card.id) for card in cards]
    chosen = [schedules[index % len(schedules)] for index in range(len(plays))]
    library.acts.set_schedules(plays, chosen, NOW)


def schedule(interval: float, ease: int, due: date = date(2026, 12, 1)) -> Schedule:
    return Schedule(due, interval, ease, 2, 0, due - timedelta(days=int(interval + 0.5)))


def written(library: Library, folder: Path) -> list[Rewriting]:
    found = list(rewritings(library, folder))
    assert not [one for one in found if isinstance(one, NoteFailure)]
    done = [one for one in found if isinstance(one, Rewriting)]
    for one in done:
        write(library, one, folder.parent / "kept", folder, NOW)
    return done


def vault(folder: Path, text: str | bytes) -> tuple[Library, Path]:
    root = folder / "vault"
    root.mkdir()
    note = root / "n.md"
    note.write_bytes(text.encode() if isinstance(text, str) else text)
    library = Library.memory()
    taken_in(library, root)
    return library, note


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k::v", "k::v\n<!--SR:!2026-12-01,9,260-->"),
        ("k::v\r\n\r\nend\r\n", "k::v\r\n<!--SR:!2026-12-01,9,260-->\r\n\r\nend\r\n"),
        ("\ufeffk::v\n", "\ufeffk::v\n<!--SR:!2026-12-01,9,260-->\n"),
        (
            "k::v <!--SR:!2025-01-01,3,250-->\n\na::b\n",
            "k::v <!--SR:!2026-12-01,9,260-->\n\na::b <!--SR:!2026-12-01,9,260-->\n",
        ),
        (
            "> [!question] Why?\n> ?\n> So.\n",
            "> [!question] Why?\n> ?\n> So.\n> <!--SR:!2026-12-01,9,260-->\n",
        ),
        ("a:::b\n", "a:::b\n<!--SR:!2026-12-01,9,260!2026-12-01,9,260-->\n"),
        (
            "a::b\nc::d\n",
            "a::b\n<!--SR:!2026-12-01,9,260-->\nc::d\n<!--SR:!2026-12-01,9,260-->\n",
        ),
        (
            "x ==a==\n<!--SR:!2025-01-01,9,260!2025-02-02,4,250-->\n",
            "x ==a==\n<!--SR:!2026-12-01,9,260!2025-02-02,4,250-->\n",
        ),
    ],
)
def test_only_comments_change(tmp_path: Path, before: str, after: str) -> None:
    library, note = vault(tmp_path, before)
    with library:
        reviewed(library, [schedule(9, 260)])
        written(library, note.parent)
    assert note.read_bytes().decode() == after


def test_a_note_that_says_it_already_is_left_as_it_is(tmp_path: Path) -> None:
    library, note = vault(tmp_path, "k::v\n<!--SR:11-08-2021,4,270-->\n\nnew::card\n")
    with library:
        assert list(rewritings(library, note.parent)) == []


def test_siblings_that_are_new_keep_their_places(tmp_path: Path) -> None:
    library, note = vault(tmp_path, "The ==a==, the ==b== and the ==c==.\n")
    with library:
        reviewed(library, [NEW, schedule(9, 260), NEW])
        written(library, note.parent)
    assert "<!--SR:!2000-01-01,1,250!2026-12-01,9,260-->" in note.read_text(encoding="utf-8")


def test_reading_the_notes_again_changes_nothing(tmp_path: Path) -> None:
    library, note = vault(tmp_path, "k::v\n\nThe ==a== and ==b==.\n\nQ\n?\nA\n")
    with library:
        # A day chosen by hand: due is not the last review and the interval together.
        moved = replace(schedule(9, 260), due=date(2027, 5, 5))
        reviewed(library, [moved, schedule(4, 130)])
        before = {card.id: card.schedule for card in library.search.cards()}
        assert written(library, note.parent)
        report = finished(rescan(library, NOW))
        assert [one.changed + one.added + one.missing + one.adopted for one in report.notes] == [0]
        assert {card.id: card.schedule for card in library.search.cards()} == before
        assert list(rewritings(library, note.parent)) == []
        assert library.maintenance.faults() == []


def test_the_note_as_it_was_is_kept(tmp_path: Path) -> None:
    library, note = vault(tmp_path, "k::v\n")
    with library:
        reviewed(library, [schedule(9, 260)])
        written(library, note.parent)
    assert (tmp_path / "kept" / "n.md").read_bytes() == b"k::v\n"


def test_a_note_edited_since_is_left_alone(tmp_path: Path) -> None:
    library, note = vault(tmp_path, "k::v\n")
    with library:
        reviewed(library, [schedule(9, 260)])
        note.write_text("k::v, better\n", encoding="utf-8")
        (failure,) = rewritings(library, note.parent)
        assert isinstance(failure, NoteFailure)
        assert "rescan" in failure.message
    assert note.read_text(encoding="utf-8") == "k::v, better\n"


def test_a_note_that_changes_while_it_is_written_is_left_alone(tmp_path: Path) -> None:
    from gruquiz.errors import NoteError

    library, note = vault(tmp_path, "k::v\n")
    with library:
        reviewed(library, [schedule(9, 260)])
        (found,) = rewritings(library, note.parent)
        assert isinstance(found, Rewriting)
        note.write_text("typed just now\n", encoding="utf-8")
        with pytest.raises(NoteError, match="meanwhile"):
            write(library, found, tmp_path / "kept", note.parent, NOW)
    assert note.read_text(encoding="utf-8") == "typed just now\n"
    assert [path.name for path in note.parent.iterdir()] == ["n.md"]


CARDS = (
    "k{0}::v{0}",
    "a{0}:::b{0}",
    "The ==x{0}== and the ==y{0}==.",
    "Question {0}\n?\nanswer {0}",
    "- item ==l{0}==\n- more",
    "> [!note] Title {0}\n> A ==c{0}== here.",
    "# Heading {0}",
    "plain words {0}",
    "`a::{0}` is code",
)
schedules = st.one_of(
    st.just(NEW),
    st.builds(
        schedule,
        st.one_of(st.integers(1, 4000).map(float), st.sampled_from([3.5, 1.5])),
        st.integers(130, 400),
        st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    ),
)


@settings(max_examples=20, deadline=None)
@given(
    kinds=st.lists(st.integers(0, len(CARDS) - 1), min_size=1, max_size=8),
    gap=st.sampled_from(["\n", "\n\n", "\n\n\n"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
    asked=st.lists(schedules, min_size=1, max_size=7),
)
def test_a_new_library_reads_the_same_schedules(
    kinds: list[int], gap: str, end: str, last: bool, asked: list[Schedule]
) -> None:
    text = gap.join(CARDS[kind].format(place) for place, kind in enumerate(kinds))
    text = (text + ("\n" if last else "")).replace("\n", end)
    with TemporaryDirectory() as folder:
        library, note = vault(Path(folder), text)
        with library:
            reviewed(library, asked)
            explicit = {card.face: card for card in library.search.cards() if card.rule is None}
            found = list(rewritings(library, note.parent))
            assert not [one for one in found if isinstance(one, NoteFailure)]
            for one in found:
                assert isinstance(one, Rewriting)
                write(library, one, Path(folder) / "kept", note.parent, NOW)
            assert list(rewritings(library, note.parent)) == []
        kept = [line for line in lines_of(note.read_bytes().decode()) if "<!--SR:" not in line]
        assert "".join(kept).rstrip("\r\n") == text.rstrip("\r\n")
        with Library.memory() as other:
            taken_in(other, note.parent)
            read = {card.face: card.schedule for card in other.search.cards() if card.rule is None}
        assert read.keys() == explicit.keys()
        for face, card in explicit.items():
            assert matches_schedule(read[face] if not read[face].is_new else None, card.schedule)


@given(st.lists(st.one_of(st.none(), schedules), max_size=5))
def test_a_comment_says_what_it_was_made_of(wanted: list[Schedule | None]) -> None:
    read = parse_entries(comment(wanted, ()))
    for place, one in enumerate(wanted):
        written_schedule = read[place].schedule if place < len(read) else None
        assert matches_schedule(written_schedule, one or NEW)


@pytest.mark.parametrize(
    "note", [case[1] for case in cases("note_cases.md")], ids=[c[0] for c in cases("note_cases.md")]
)
def test_every_edge_case_of_the_format_can_be_written(tmp_path: Path, note: str) -> None:
    library, path = vault(tmp_path, "---\ntags: [flashcards]\n---\n" + note)
    with library:
        cards = [card for card in library.search.cards() if not card.incomplete]
        plays = [library.cards.row(card.id) for card in cards]
        library.acts.set_schedules(plays, [schedule(9, 260)] * len(plays), NOW)
        written(library, path.parent)
        assert list(rewritings(library, path.parent)) == []
        report = finished(rescan(library, NOW))
        assert [one.changed + one.added + one.missing + one.adopted for one in report.notes] == [0]
        expected = schedules_of(library)
    with Library.memory() as other:
        taken_in(other, path.parent)
        explicit = {
            (card.face.front, card.face.back)
            for card in other.search.cards()
            if card.rule is None and card.kind is not Kind.DRILL
        }
        read = schedules_of(other)
    assert {key: read[key] for key in explicit} == {key: expected[key] for key in explicit}
