"""Notes into the library and again: what is added, kept, missing, moved, adopted."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gruquiz.config import Config
from gruquiz.importer import ImportOptions, import_notes
from gruquiz.importer.card_reader import read_cards
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.notes.reader import note_of
from gruquiz.session import Session
from gruquiz.syntaxes import Syntax
from tests.gruquiz.vaults import NOW, SEEDS, Vault, counts

NOTES = [
    (Path(__file__).parent / "fixtures" / "note_cases.md").read_text("utf-8"),
    "# Update gate\n\nThe **update gate** decides how much of the past is kept.\n\n"
    "$$z_t = \\sigma(W_z x_t + U_z h_{t-1} + b_z)$$\n\n$$h_t = (1 - z_t) \\odot h_{t-1} + z_t "
    "\\odot \\tilde{h}_t$$\n\n- **Reset gate**: it is what forgets the old state.\n"
    "<!--SR:!2026-01-02,3,250-->\n\nUnlike LSTM, it has ==two== gates.\n",
]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def test_cases_22_23_the_first_seed_gives_four_cards_with_their_schedules() -> None:
    if not SEEDS.is_dir():
        pytest.skip(f"the four notes are not at {SEEDS}")
    vault = Vault(SEEDS)
    report = vault.read()
    assert [counts(note) for note in report.notes if "/000_" in note.path] == [
        {"added": 4, "adopted": 4}
    ]
    found = {
        card.face.answers[0]: (card.schedule.due, card.schedule.interval, card.schedule.ease)
        for card in vault.cards()
        if "/000_" in card.note
    }
    assert found == {
        "cell state": (date(2023, 12, 24), 84, 250),
        "hidden state": (date(2028, 4, 4), 1724, 350),
        "reset gate and update": (date(2024, 1, 2), 44, 251),
        "current memory context": (date(2024, 7, 30), 597, 338),
    }
    fronts = [card.face.front for card in vault.cards() if "/000_" in card.note]
    assert "GRU’s got rid" in fronts[0]
    assert not report.errors
    again = vault.read()
    assert sum(note.unchanged for note in again.notes) == len(vault.cards())
    for note in again.notes:
        assert set(counts(note)) <= {"unchanged"}


def test_case_69_the_same_block_in_two_notes_is_two_cards_and_told(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    vault.write("b.md", "text\n\nk::v")
    report = vault.read()
    assert len(vault.cards()) == 2
    (warning,) = vault.note(report, "b.md").warnings
    assert warning.line == 3
    assert "a.md:1" in warning.message


def test_case_69_a_note_written_later_is_told_of_the_card_that_the_library_has(
    vault: Vault,
) -> None:
    vault.write("a.md", "first::card\n\nk::v")
    vault.write("z.md", "text")
    vault.read()
    vault.write("b.md", "text\n\nk::v\n\nThe ==cell== is ==big==.")
    report = vault.rescan()
    (warning,) = vault.note(report, "b.md").warnings
    assert (warning.line, warning.message.partition(" in ")[0]) == (3, "the same card stands")
    assert warning.message.endswith("a.md:3")
    assert vault.note(report, "a.md").warnings == ()
    assert [warning_row.message for warning_row in vault.library.warnings.open()] == [
        warning.message
    ]
    vault.write("c.md", "The ==cell== is ==big==.")
    (warning,) = vault.note(vault.read(ImportOptions(dry_run=True)), "c.md").warnings
    assert warning.message.endswith("b.md:5")


def test_case_69_a_card_that_moves_has_no_twin(vault: Vault) -> None:
    vault.write("b.md", "k::v\n\nx::y")
    vault.write("c.md", "p::q")
    vault.read()
    vault.write("a.md", "k::v")  # read before b.md, which the library still has it in
    vault.write("b.md", "x::y")
    (vault.folder / "c.md").rename(vault.folder / "a c.md")
    dry, report = vault.read(ImportOptions(dry_run=True)), vault.read()
    for one in (dry, report):
        assert [note.warnings for note in one.notes] == [(), (), ()]
        assert counts(vault.note(one, "a.md")) == {"changed": 1}
        assert counts(vault.note(one, "a c.md")) == {"unchanged": 1}
    vault.write("b.md", "x::y\n\nk::v")
    (warning,) = vault.note(vault.rescan(), "b.md").warnings
    assert warning.message.endswith("a.md:1")


def test_case_69_what_is_missing_dropped_or_suggested_is_no_twin(vault: Vault) -> None:
    text = "The **reset gate** is the gate that hides the old state."
    vault.write("a.md", text)
    vault.write("b.md", "k::v\n\nx::y")
    vault.read()
    vault.write("b.md", "x::y")
    vault.read()
    vault.write("c.md", text)
    vault.write("d.md", "new::card\n\nk::w")
    report = vault.read()
    assert [note.warnings for note in report.notes] == [(), (), (), ()]


def test_case_70_a_note_without_cards_is_listed(vault: Vault) -> None:
    vault.write("plain.md", "The **reset gate** is the gate that hides the old state.")
    vault.write("empty.md", "")
    report = vault.read()
    assert counts(vault.note(report, "plain.md")) == {"added": 1, "suggested": 1}
    assert counts(vault.note(report, "empty.md")) == {}
    never = Vault(vault.folder)
    assert counts(never.note(never.read(ImportOptions(suggest="never")), "plain.md")) == {}


def test_case_75_reading_an_unchanged_note_again_changes_nothing(vault: Vault) -> None:
    note = "k::v\n<!--SR:!2024-05-05,10,270-->"
    vault.write("a.md", note)
    vault.read()
    (card,) = vault.cards()
    session = Session(vault.library, Config())
    session.answer(card.id, Grade.GOOD, NOW)
    (studied,) = vault.cards()
    vault.write("a.md", note)
    assert counts(vault.note(vault.read(), "a.md")) == {"unchanged": 1}
    vault.write("a.md", note + "\n\nnew text below")
    assert counts(vault.note(vault.read(), "a.md")) == {"unchanged": 1}
    assert vault.cards()[0].schedule == studied.schedule != card.schedule


def test_case_76_a_comment_changed_meanwhile_wins_only_where_it_is_newer(vault: Vault) -> None:
    vault.write("a.md", "k::v\n<!--SR:!2024-05-05,10,270-->")
    vault.read()
    (card,) = vault.cards()
    session = Session(vault.library, Config())
    session.answer(card.id, Grade.GOOD, NOW)
    vault.write("a.md", "k::v\n<!--SR:!2025-05-05,20,270-->")
    report = vault.note(vault.read(), "a.md")
    assert counts(report) == {"unchanged": 1}
    assert "kept the library's" in report.warnings[0].message
    assert vault.cards()[0].schedule.last_review == NOW.date()
    vault.write("a.md", "k::v\n<!--SR:!2027-05-05,20,280-->")
    assert counts(vault.note(vault.read(), "a.md")) == {"unchanged": 1, "adopted": 1}
    assert vault.cards()[0].schedule.due == date(2027, 5, 5)


def test_case_77_a_typo_mended_keeps_the_card(vault: Vault) -> None:
    vault.write("a.md", "What does the resett gate do?::It hides the old state")
    vault.read()
    (before,) = vault.cards()
    vault.write("a.md", "What does the reset gate do?::It hides the old state")
    assert counts(vault.note(vault.read(), "a.md")) == {"changed": 1}
    (after,) = vault.cards()
    assert after.id == before.id
    assert after.face.front == "What does the reset gate do?"


def test_case_78_a_cloze_put_before_others_takes_nobody_s_history(vault: Vault) -> None:
    comment = "\n<!--SR:!2025-01-01,5,250!2025-02-02,6,260-->"
    vault.write("a.md", "The GRU has a ==reset gate== and an ==update gate==." + comment)
    vault.read()
    before = vault.ids()
    vault.write("a.md", "The ==GRU== has a ==reset gate== and an ==update gate==." + comment)
    report = vault.note(vault.read(), "a.md")
    assert counts(report)["added"] == 1
    after = vault.ids()
    assert {name: after[name] for name in before} == before
    schedules = {card.face.answers[0]: card.schedule.due for card in vault.cards()}
    assert schedules["reset gate"] == date(2025, 1, 1)
    assert schedules["update gate"] == date(2025, 2, 2)
    assert schedules["GRU"] is None


def test_case_79_a_paragraph_moved_to_another_note_keeps_its_card(vault: Vault) -> None:
    vault.write("a.md", "k::v\n\nx::y")
    vault.write("b.md", "p::q")
    vault.read()
    before = vault.ids()
    vault.write("a.md", "x::y")
    vault.write("b.md", "p::q\n\nk::v")
    report = vault.read()
    assert vault.ids() == before
    assert counts(vault.note(report, "a.md")) == {"unchanged": 1}
    assert counts(vault.note(report, "b.md")) == {"changed": 1, "unchanged": 1}


def test_case_79_where_two_could_have_moved_none_is_taken(vault: Vault) -> None:
    vault.write("a.md", "k::v")
    vault.write("b.md", "k::v")
    vault.write("c.md", "text")
    vault.read()
    before = {card.id for card in vault.cards()}
    vault.write("a.md", "text")
    vault.write("b.md", "text")
    vault.write("c.md", "k::v")
    vault.read()
    (card,) = vault.cards()
    assert card.id not in before


def test_case_80_a_card_whose_text_is_gone_is_missing_and_comes_back(vault: Vault) -> None:
    vault.write("a.md", "k::v\n<!--SR:!2024-05-05,10,270-->\n\nx::y")
    vault.read()
    before = vault.ids()
    vault.write("a.md", "x::y")
    assert counts(vault.note(vault.read(), "a.md")) == {"unchanged": 1, "missing": 1}
    (lost,) = vault.library.note_index.missing_cards()
    assert lost.id == before["k"]
    vault.write("a.md", "k::v\n\nx::y")
    assert counts(vault.note(vault.read(), "a.md")) == {"changed": 1, "unchanged": 1}
    assert vault.ids() == before
    assert vault.cards()[0].schedule.interval == 10


def test_a_renamed_file_keeps_all_even_its_new_cards(vault: Vault) -> None:
    path = vault.write("sub/a.md", "k::v\n\nThe ==cell== is big.")
    vault.read()
    before = vault.ids()
    path.rename(vault.folder / "b.md")
    report = vault.rescan()
    assert vault.ids("b.md") == before
    assert counts(vault.note(report, "b.md")) == {"changed": 2}  # another deck
    assert vault.cards()[0].deck == "vault"


def test_a_renamed_and_edited_file_keeps_what_it_still_says(vault: Vault) -> None:
    path = vault.write("a.md", "What hides the old state?::the reset gate\n\nk::v\n\nx::y")
    vault.read()
    before = vault.ids()
    path.unlink()
    vault.write("new/b.md", "What hides the old state?::the resett gate\n\nk::v\n\nnew::card")
    vault.rescan()
    after = vault.ids()
    assert after["k"] == before["k"]
    assert after["What hides the old state?"] == before["What hides the old state?"]
    assert [card.id for card in vault.library.note_index.missing_cards()] == [before["x"]]


def test_a_deleted_note_leaves_its_cards_missing_and_a_vanished_folder_nothing(
    vault: Vault,
) -> None:
    path = vault.write("a.md", "k::v")
    vault.write("b.md", "x::y")
    vault.read()
    path.unlink()
    report = vault.rescan()
    assert counts(vault.note(report, "a.md")) == {"missing": 1}
    vault.folder.rename(vault.folder.with_name("elsewhere"))
    report = vault.rescan()
    assert [failure.path for failure in report.errors] == [vault.folder.as_posix()]
    assert [card.face.front for card in vault.cards()] == ["x"]


def test_a_dropped_suggestion_stays_dropped(vault: Vault) -> None:
    text = "The **reset gate** is the gate that hides the old state."
    vault.write("a.md", text)
    vault.read()
    (card,) = vault.cards()
    Session(vault.library, Config()).changes.drop(card.id, NOW)
    vault.write("a.md", text + "\n\nMore text.")
    assert counts(vault.note(vault.read(), "a.md")) == {}
    (vault.folder / "a.md").rename(vault.folder / "b.md")
    assert counts(vault.note(vault.rescan(), "b.md")) == {}


def test_studied_suggestions_stay_when_the_note_gets_a_card_of_its_own(vault: Vault) -> None:
    text = "The **reset gate** is the gate that hides the old state."
    vault.write("a.md", text)
    vault.read()
    (before,) = vault.cards()
    vault.write("a.md", text + "\n\nThe **update gate** is the gate that blends states.\n\nk::v")
    assert counts(vault.note(vault.read(), "a.md")) == {"added": 1, "unchanged": 1}
    assert before.id in {card.id for card in vault.cards()}


def test_a_dry_run_tells_all_and_changes_nothing(vault: Vault) -> None:
    vault.write("a.md", "k::v\n\nThe ==cell== is ==big==.")
    report = vault.read(ImportOptions(dry_run=True))
    assert counts(vault.note(report, "a.md")) == {"added": 3}
    assert [card.face.front for card in report.cards] == [
        "k",
        "The […] is big.",
        "The cell is […].",
    ]
    assert vault.cards() == []
    assert vault.library.notes.sources() == ()
    vault.read()
    vault.write("a.md", "The ==cell== is ==big==.")
    vault.write("b.md", "k::v")
    moved = vault.read(ImportOptions(dry_run=True))
    assert counts(vault.note(moved, "b.md")) == {"changed": 1}
    assert len(vault.cards("a.md")) == 3


def test_cancelling_keeps_the_notes_read_so_far(vault: Vault) -> None:
    for number in range(250):
        vault.write(f"{number:03}.md", f"k{number}::v")
    progress = import_notes(vault.library, [vault.folder], NOW)
    steps = [next(progress), next(progress)]
    progress.close()
    assert [(step.done, step.total) for step in steps] == [(1, 250), (2, 250)]
    kept = vault.cards()
    assert [card.face.front for card in kept[:2]] == ["k0", "k1"]
    assert len(kept) < 250
    assert sum(note.added for note in vault.read().notes) == 250 - len(kept)


def test_what_the_progress_tells_is_in_the_library_by_then(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    with Library.open(file) as library, Library.open(file) as beside:
        vault = Vault(tmp_path / "vault", library)
        for number in range(230):
            vault.write(f"{number:03}.md", f"k{number}::v" if number % 3 else "only words")
        vault.write("100.md", b"\0")
        seen: list[int] = []
        for step in import_notes(library, [vault.folder], NOW):
            assert (step.report is None) == step.path.endswith("/100.md")
            assert (step.path in beside.note_index.notes()) == (step.report is not None)
            seen.append(step.done)
    assert seen == list(range(1, 231))


def test_a_formula_of_an_empty_label_stops_no_import(vault: Vault) -> None:
    vault.write("a.md", "$$r_t = \\sigma(W x_t + U h_{t-1} + b_{})$$\n\n$$h_{}^{} = b_{}$$\n\nk::v")
    report = vault.read(ImportOptions(suggest="always"))
    assert report.errors == ()
    assert counts(vault.note(report, "a.md"))["added"] >= 1


PIECES = ("==", "$$", "$", "_{", "}", "\\sigma(", "h_{t-1}", "`", "```", ">[!info] ", "::", "?\n")
PLACES = st.tuples(st.floats(0, 1), st.floats(0, 0.2), st.sampled_from(("", *PIECES)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.lists(PLACES, min_size=1, max_size=6))
def test_mutated_notes_stop_no_import(data: st.DataObject, places: list[tuple[float, ...]]) -> None:
    text = data.draw(st.sampled_from(NOTES))
    for start, width, piece in places:
        first = int(float(start) * len(text))
        text = f"{text[:first]}{piece}{text[first + int(float(width) * len(text)) :]}"
    reading = read_cards(note_of(text.encode(), "/a.md"), Syntax(), "deck", "always")
    lines = text.count("\n") + 1
    assert all(1 <= card.line <= card.end_line <= lines for card in reading.cards)
    assert all(card.face.front for card in reading.cards if not card.incomplete)


def test_a_file_inside_a_known_folder_keeps_its_deck(vault: Vault) -> None:
    path = vault.write("gates/a.md", "k::v")
    vault.read()
    vault.write("gates/a.md", "k::w")
    report = vault.read(paths=[path])
    assert counts(vault.note(report, "a.md")) == {"changed": 1}
    assert [card.deck for card in vault.cards()] == ["gates"]
    assert len(vault.library.notes.sources()) == 1


def test_decks_by_place_tag_and_choice(vault: Vault) -> None:
    vault.write("top.md", "a::1")
    vault.write("nets/gru.md", "b::2")
    vault.write("tagged.md", "---\ntags: flashcards/x\n---\nc::3")
    single = vault.write("single.txt", "d::4")
    vault.read()
    vault.read(paths=[single])
    decks = {card.face.front: card.deck for card in vault.cards()}
    assert decks == {"a": "vault", "b": "nets", "c": "flashcards/x", "d": "vault"}
    alone = Vault(vault.folder)
    alone.read(ImportOptions(deck="mine"), [single, vault.folder / "tagged.md"])
    assert {card.deck for card in alone.cards()} == {"mine"}
    other = Vault(vault.folder)
    other.read(paths=[single])
    assert {card.deck for card in other.cards()} == {"single"}


def test_three_one_way_notes_make_a_vault_one_way(vault: Vault) -> None:
    for number in range(3):
        vault.write(f"{number}.md", f"Q{number}\n??\nA{number}\n<!--SR:!2025-03-03,8,250-->")
    vault.write("new.md", "Q\n??\nA")
    report = vault.read()
    assert len(vault.cards()) == 4
    reported = [w for note in report.notes for w in note.warnings if "one-way" in w.message]
    assert len(reported) == 1
    again = vault.rescan()
    assert sum(note.unchanged for note in again.notes) == 4
    vault.write("5.md", "Q5\n??\nA5")
    assert counts(vault.note(vault.rescan(), "5.md")) == {"added": 1}


def test_who_reads_question_marks_both_ways_can_say_so(vault: Vault) -> None:
    for number in range(3):
        vault.write(f"{number}.md", f"Q{number}\n??\nA{number}\n<!--SR:!2025-03-03,8,250-->")
    both = ImportOptions(syntax=Syntax(guess_one_way=False))
    assert sum(note.added for note in vault.read().notes) == 3
    report = vault.read(both)
    assert sum(note.added for note in report.notes) == 3
    assert len(vault.cards()) == 6
    again = vault.read(both)
    assert sum(note.unchanged for note in again.notes) == 6
    other = Vault(vault.folder)
    assert sum(note.added for note in other.read(both).notes) == 6


def test_a_vault_s_own_separators_are_honoured(vault: Vault) -> None:
    vault.write(
        ".obsidian/plugins/obsidian-spaced-repetition/data.json",
        '{"settings": {"singleLineCardSeparator": ":@:", "flashcardTags": ["#cards"], '
        '"convertBoldTextToClozes": true}}',
    )
    vault.write("a.md", "#cards/deep\nk:@:v\n\nx::y\n\n**bold** term")
    vault.read()
    found = {card.face.front: card.deck for card in vault.cards()}
    assert found == {"k": "cards/deep", "[…] term": "cards/deep"}
    vault.write(".obsidian/plugins/obsidian-spaced-repetition/data.json", "{ no json")
    report = vault.rescan()
    assert "the usual separators hold" in report.errors[0].message
    assert "x" in vault.ids()


def test_likely_edits_are_listed_for_the_learner(vault: Vault) -> None:
    vault.write("a.md", "The state is blended by which gate of the cell?::the update gate it is")
    vault.read()
    vault.write("a.md", "The state is erased by which gate of the unit?::the reset gate it was")
    report = vault.read()
    assert counts(vault.note(report, "a.md")) == {"added": 1, "missing": 1}
    (edit,) = report.likely
    assert 0.4 <= edit.similarity < 1
    assert vault.library.note_index.likely_edits() == (edit,)
    vault.library.updates.join([(edit.old, edit.new)], NOW, vault.library.imports.new_act())
    assert [card.id for card in vault.cards()] == [edit.old]


def test_a_card_that_moves_and_is_reworded_at_once_keeps_its_history(vault: Vault) -> None:
    vault.write("a.md", "The ==reset gate== decides how much of the old state is kept.\n\nk::v")
    vault.write("b.md", "p::q")
    vault.read()
    before = vault.ids()
    vault.write("a.md", "k::v")
    vault.write("b.md", "p::q\n\nThe ==reset gate== settles how much of the old state is kept.")
    report = vault.read()
    assert vault.ids() == before
    assert counts(vault.note(report, "a.md")) == {"unchanged": 1}
    assert counts(vault.note(report, "b.md")) == {"changed": 1, "unchanged": 1}
    assert report.likely == ()


def test_a_card_that_may_have_moved_is_asked_about_across_notes(vault: Vault) -> None:
    peru = "Which language do most people speak in Peru today?::Spanish, and Quechua in the hills"
    vault.write("a.md", f"{peru}\n\nk::v")
    vault.write("deep/b.md", "p::q")
    vault.read()
    old = vault.ids()[peru.partition("::")[0]]
    vault.write("a.md", "k::v")
    vault.write("deep/b.md", f"p::q\n\n{peru.replace('Peru', 'Chile')}")
    report = vault.read()
    assert counts(vault.note(report, "a.md")) == {"unchanged": 1, "missing": 1}
    assert counts(vault.note(report, "b.md")) == {"unchanged": 1, "added": 1}
    (edit,) = report.likely
    assert edit.old == old
    assert vault.library.note_index.likely_edits() == (edit,)
    vault.library.updates.join([(edit.old, edit.new)], NOW, vault.library.imports.new_act())
    assert [card.id for card in vault.cards("b.md") if "Chile" in card.face.front] == [old]
    assert vault.library.note_index.likely_edits() == ()


def test_what_is_pasted_long_after_it_was_cut_is_asked_about_if_it_was_studied(
    vault: Vault,
) -> None:
    first = "What is measured by the perplexity of a language model?::How many words it weighs"
    second = "Which cell came first in the history of networks?::The long short-term memory"
    vault.write("a.md", f"{first}\n\n{second}")
    vault.read()
    ids = vault.ids()
    studied = ids[first.partition("::")[0]]
    Session(vault.library, Config()).answer(studied, Grade.GOOD, NOW)
    vault.write("a.md", "nothing left")
    vault.read()
    vault.write("b.md", f"{first.replace('weighs', 'hesitates between')}\n\n{second} cell, 1997")
    report = vault.read()
    assert [edit.old for edit in report.likely] == [studied]
    assert counts(vault.note(report, "b.md")) == {"added": 2}


def test_a_block_id_made_by_a_program_is_proof_across_notes_and_one_made_by_hand_is_not(
    vault: Vault,
) -> None:
    vault.write(
        "a.md", "first question::first answer ^2f4537\n\nold thing::old word ^note-1\n\nk::v"
    )
    vault.write("b.md", "p::q")
    vault.read()
    before = {
        card.anchor: card.id
        for card in vault.library.note_index.cards((vault.folder / "a.md").as_posix())
    }
    vault.write("a.md", "k::v")
    vault.write("b.md", "p::q\n\nanother wording::of it all ^2f4537\n\nnew stuff::other ^note-1")
    vault.read()
    after = {
        card.anchor: card.id
        for card in vault.library.note_index.cards((vault.folder / "b.md").as_posix())
    }
    assert after["2f4537"] == before["2f4537"]
    assert after["note-1"] != before["note-1"]


def test_each_card_is_asked_about_once(vault: Vault) -> None:
    text = "The state is blended by which gate of the cell in every step?::the update gate it is"
    vault.write("a.md", text)
    vault.write("b.md", "k::v")
    vault.read()
    vault.write("a.md", "text")
    vault.write("b.md", f"k::v\n\n{text.replace('blended', 'kept').replace('update', 'reset')}")
    (first,) = vault.read().likely
    vault.write("a.md", text.replace("blended", "erased").replace("update", "forget"))
    report = vault.read()
    kept = vault.library.note_index.likely_edits()
    assert len({edit.old for edit in kept}) == len(kept) == 1
    assert kept[0].similarity >= first.similarity
    assert set(report.likely) <= set(kept)


GRU = (
    "$$z_t = \\sigma(W_z x_t + U_z h_{{t-1}})$$\n\n$$r_t = \\sigma(W_r x_t + U_r h_{{t-1}})$$\n\n"
    "$$n_t = \\tanh(W_n x_t + U_n (r_t \\odot h_{{t-1}}))$$\n\n$$h_t = {}$$\n"
)


def test_notes_of_a_deck_that_disagree_are_told(vault: Vault) -> None:
    vault.write("a.md", GRU.format(r"z_t \odot h_{t-1} + (1 - z_t) \odot n_t"))
    vault.write("b.md", GRU.format(r"(1 - z_t) \odot h_{t-1} + z_t \odot n_t"))
    vault.write("other/c.md", GRU.format(r"(1 - z_t) \odot h_{t-1} + z_t \odot n_t"))
    report = vault.read(ImportOptions(suggest="never"))
    reported = [[warning.message for warning in note.warnings] for note in report.notes]
    assert [len(messages) for messages in reported] == [0, 1, 0]  # once, and both are named
    assert "a.md" in reported[1][0]
    assert "b.md" in reported[1][0]
    (warning,) = report.notes[1].warnings
    text = (vault.folder / "b.md").read_text(encoding="utf-8").splitlines()
    assert text[warning.line - 1].startswith("$$h_t = ")


def test_notes_that_count_gates_differently_are_told(vault: Vault) -> None:
    vault.write("a.md", "A GRU has two gates (vs. the LSTM's 4 gates).")
    vault.write(
        "b.md", "text\n\nThere are two gates in a GRU as opposed to three gates in an LSTM."
    )
    vault.write("c.md", "An LSTM cell has four gates; LSTMs have gates, and three layers.")
    vault.write("other/d.md", "LSTM has 5 gates.")
    report = vault.read(ImportOptions(suggest="never"))
    reported = [[(one.line, one.message) for one in note.warnings] for note in report.notes]
    assert reported == [
        [],
        [(3, "the LSTM has 3 gates here, 4 in a.md:1")],
        [],
        [(1, "the LSTM has 5 gates here, 4 in a.md:1")],
    ]


def test_an_example_whose_arithmetic_is_wrong_is_told_with_its_line(vault: Vault) -> None:
    wrong = (
        "text\n\nThe vector $[1, 0, 2]$ times $[3, 5, 7]$ is multiplied element-wise "
        "to produce $[3, 5, 14]$."
    )
    vault.write("a.md", wrong)
    (warning,) = vault.note(vault.read(), "a.md").warnings
    assert warning.line == 3
    assert "component 2" in warning.message
    assert vault.cards() == []
