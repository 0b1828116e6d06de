"""What Anki itself makes and sees; run by an interpreter that has the `anki` package.

    python anki_itself.py make FOLDER       a collection in every form in which Anki gives it away
    python anki_itself.py see PACKAGE…      packages imported one by one into a new collection
    python anki_itself.py answer PACKAGE GUID OUT    the same, one card answered Good, exported

Each prints what Anki says of the cards, as JSON.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

DAY_MS = 86_400_000
GOOD = 2
"""Anki's number of the button in its scheduler."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def seen(col: Collection) -> dict[str, Any]:
    """The cards as Anki tells them, by its own functions."""
    assert col.db is not None
    cards = []
    for id_ in col.find_cards("deck:*"):
        card = col.get_card(id_)
        note = card.note()
        stats = col.card_stats_data(id_)
        cards.append(
            {
                "guid": note.guid,
                "ord": card.ord,
                "deck": col.decks.name(card.did),
                "tags": note.tags,
                "question": card.question(),
                "answer": card.answer(),
                "type": int(card.type),
                "queue": int(card.queue),
                "flag": card.user_flag(),
                "ivl": card.ivl,
                "ease": card.factor,
                "reps": card.reps,
                "lapses": card.lapses,
                "due_in": card.due - col.sched.today if card.type == 2 else None,
                "log": [
                    [row.time, row.button_chosen, row.interval // 86_400]
                    for row in reversed(stats.revlog)
                ],
                "memory": None
                if card.memory_state is None
                else [card.memory_state.stability, card.memory_state.difficulty],
            }
        )
    media = Path(col.media.dir())
    return {
        "cards": cards,
        "today": col.sched.today,
        "media": {path.name: path.read_bytes().hex() for path in media.iterdir()},
        "sound": col.fix_integrity()[1],
    }


def imported(col: Collection, package: str) -> None:
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options))


def exported(col: Collection, out: Path, *, legacy: bool) -> None:
    options = ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=False, with_media=True, legacy=legacy
    )
    col.export_anki_package(out_path=str(out), options=options, limit=None)


def add(col: Collection, kind: str, fields: list[str], deck: str, tags: list[str]) -> list[int]:
    model = col.models.by_name(kind)
    assert model is not None
    note = col.new_note(model)
    for at, value in enumerate(fields):
        note.fields[at] = value
    note.tags = tags
    col.add_note(note, col.decks.id(deck))
    return list(note.card_ids())


def make(folder: Path) -> None:
    with TemporaryDirectory() as home:
        col = Collection(str(Path(home) / "c.anki2"))
        col.media.write_data("gate.png", PNG)
        (basic,) = add(
            col, "Basic", ["What is \\(r_t\\)?", 'A gate <img src="gate.png">'], "GRU::Gates",
            ["nn::gates", "exam"],
        )  # fmt: skip
        add(col, "Basic (and reversed card)", ["GRU", "gated"], "GRU", [])
        add(col, "Cloze", ["{{c1::A {{c2::GRU::which}} has}} {{c1::two}} gates"], "GRU", ["exam"])
        (gone,) = add(col, "Basic", ["lapsed", "yes"], "GRU", [])
        (held,) = add(col, "Basic", ["suspended", "yes"], "Other deck", [])
        now = col.sched.day_cutoff * 1000 - DAY_MS // 2
        assert col.db is not None
        for card, rows in (
            (basic, [(40, 3, 1, 2500), (39, 3, 6, 2500), (33, 2, 15, 2350), (18, 4, 45, 2500)]),
            (gone, [(60, 3, 10, 2500), (50, 3, 25, 2500), (25, 1, 1, 2300), (24, 3, 9, 2300)]),
        ):
            before = 0
            for ago, button, interval, ease in rows:
                col.db.execute(
                    "insert into revlog values (?,?,?,?,?,?,?,?,?)",
                    now - ago * DAY_MS, card, -1, button, interval, before, ease, 5000, 1,
                )  # fmt: skip
                before = interval
        for card, due, interval, ease, reps, lapses in (
            (basic, 27, 45, 2500, 4, 0), (gone, -15, 9, 2300, 4, 1), (held, 3, 12, 1300, 5, 0),
        ):  # fmt: skip
            found = col.get_card(card)
            found.type, found.queue = 2, 2
            found.due, found.ivl, found.factor = col.sched.today + due, interval, ease
            found.reps, found.lapses = reps, lapses
            col.update_card(found)
        col.sched.suspend_cards([held])
        col.set_user_flag_for_cards(2, [gone])
        exported(col, folder / "new.apkg", legacy=False)
        exported(col, folder / "legacy.apkg", legacy=True)
        sys.stdout.write(json.dumps(seen(col)))
        # Last, since exporting a collection closes it.
        for name, legacy in (("new.colpkg", False), ("legacy.colpkg", True)):
            col.export_collection_package(str(folder / name), include_media=True, legacy=legacy)
            col = Collection(str(Path(home) / "c.anki2"))
        col.close()


def see(packages: list[str], guid: str = "", out: str = "") -> None:
    with TemporaryDirectory() as home:
        col = Collection(str(Path(home) / "c.anki2"))
        for package in packages:
            imported(col, package)
        if guid:
            (id_,) = (i for i in col.find_cards("deck:*") if col.get_card(i).note().guid == guid)
            card = col.get_card(id_)
            card.start_timer()
            states = col._backend.get_scheduling_states(id_)
            col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=GOOD))
            exported(col, Path(out), legacy=False)
        sys.stdout.write(json.dumps(seen(col)))
        col.close()


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "make":
        make(Path(arguments[0]))
    elif command == "see":
        see(arguments)
    else:
        see(arguments[:1], *arguments[1:])
