"""`gruquiz` without a command: open the app."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gruquiz.cli.context import AppContext
from gruquiz.cli.output import counted, say

if TYPE_CHECKING:
    from gruquiz.tui.guest import Guest

GUEST, GUEST_NOTES = "GRUQUIZ_GUEST", "GRUQUIZ_GUEST_NOTES"
"""Set by `serve` for an app that others see; the second names the folder that they may import."""


def open_app(context: AppContext) -> None:
    """Open the app; without a terminal, print what is due and how to open it."""
    in_browser = "TEXTUAL_DRIVER" in os.environ  # then pipes lead to the page
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        _say_what_is_due(context)
        return
    gc.disable()  # until the decks are shown: everything loaded now stays, and scanning it is slow
    from gruquiz.cli.editor import editor
    from gruquiz.cli.syncing import sync_quietly
    from gruquiz.config import config_path
    from gruquiz.temporary import clear_later
    from gruquiz.tui.app import GruquizApp, Host

    context.prepare()
    clear_later(5.0)  # seconds: well after the decks are shown
    context.close_to_others()
    context.start_log()
    guest = _guest(context) if os.environ.get(GUEST) else None
    app = GruquizApp(
        context.library_path,
        context.config,
        lambda: context.now,
        Host(
            edit=None if guest else editor(os.environ),
            # What guests set holds for their tab alone: the settings are the owner's.
            config_path=None if guest else config_path(os.environ),
            debug=context.debug,
            tidy=_spare_garbage_search,
            guest=guest,
        ),
    )
    try:
        app.run()
    finally:
        if app.library is not None:
            app.library.close()  # so that the library is a single file
    sync_quietly(context)  # the app itself met them after its first frame
    if app.ended_by is not None:
        raise app.ended_by


def _guest(context: AppContext) -> "Guest":
    """Who sees the app by way of `serve`, and what of this computer's files they may reach."""
    from gruquiz.config import bundled_decks, config_path
    from gruquiz.tui.guest import Guest

    notes = os.environ.get(GUEST_NOTES)
    folders = [context.library_path.parent, config_path(os.environ).parent, Path.home()]
    folders += [bundled_decks(), bundled_decks().parent, *([Path(notes)] if notes else [])]
    return Guest(Path(notes) if notes else None, tuple(folders))


def _spare_garbage_search() -> None:
    """Exempt what is in memory now from Python's search for garbage, which would otherwise go
    through all modules and screens while a key waits: some 60 ms every few hundred cards."""
    if gc.isenabled():
        gc.collect()  # garbage would be exempt too
    gc.freeze()
    gc.enable()


def _say_what_is_due(context: AppContext) -> None:
    if not context.library_path.exists():
        say("No library yet. Run gruquiz in a terminal, or: gruquiz import FOLDER")
        return
    with context.session() as session:
        left = session.overview.today(context.now).left
    say(f"{counted(left, 'card')} left for today. Run gruquiz in a terminal to study them.")
