"""Every key of the app: one table, from which bindings, footer, help and settings are made.

An act has one id, and so the same key on every screen that has it. The footer and the help list
the acts in the order of the table: what moves a card on first, the way back and the help last.
"""

from collections.abc import Mapping
from dataclasses import replace

from textual.binding import Binding, BindingType

PAGES = "Next or previous page of the numbers"
CHOICE = "Previous or next choice"
CHANGE = "0.1 less or more; with shift 0.01; or type a number"
MOVE = "Move and scroll"
BACK = "Back to the screen before"
HELD = "Hold the {} gate at 0 or 1"


def _act(name: str, keys: str, action: str, label: str, does: str, shown: str = "") -> Binding:
    """An act by its id: its keys, what it calls, its label in the footer, its line in the help.

    Without a label the footer leaves it out. `shown` is how a pair of keys is written.
    """
    return Binding(
        keys, action, label, show=bool(label), key_display=shown or None, id=name, tooltip=does
    )


ACTS: tuple[Binding, ...] = (
    # What goes on from here.
    _act("decks.study", "enter", "select", "study", "Study this deck"),
    _act("browse.list", "enter,down", "screen.to_list", "to the cards", "Go to the cards found"),
    _act("browse.mark", "space,enter", "screen.mark", "mark", "Mark or unmark this card"),
    _act("import.look", "enter", "submit", "preview", "Preview the cards; nothing is written yet"),
    _act("import.complete", "tab", "complete", "complete", "Complete the path; → works too"),
    _act("import.go", "enter", "screen.import", "import", "Import the ticked notes"),
    _act("import.tick", "space", "screen.tick", "tick", "Tick or untick this note or folder"),
    _act("plan.begin", "enter", "screen.begin", "begin", "Start the quiz"),
    _act("plan.tick", "space", "screen.tick", "tick", "Tick or untick this deck and its sub-decks"),
    _act("plan.less", "left", "screen.change(-1)", "change", CHOICE, shown="←→"),
    _act("plan.more", "right", "screen.change(1)", "", CHOICE, shown="←→"),
    _act("settings.less", "left", "screen.change(-1)", "change", CHOICE, shown="←→"),
    _act("settings.more", "right,enter,space", "screen.change(1)", "", CHOICE, shown="←→"),
    _act("dialog.select", "enter", "select", "select", "Select this"),
    _act("type.judge", "enter", "submit", "check", "Compare your answer with the card's"),
    _act("list.fold", "left", "fold", "", "Fold this"),
    _act("list.unfold", "right", "unfold", "", "Unfold this"),
    _act("drill.mark", "enter", "submit", "mark", "Mark what you have typed"),
    _act("drill.next", "tab", "beside(1)", "", "Next field"),
    _act("drill.previous", "shift+tab", "beside(-1)", "", "Previous field"),
    _act("drill.up", "up", "screen.row(-1)", "", "Row above"),
    _act("drill.down", "down", "screen.row(1)", "", "Row below"),
    _act("lab.up", "up", "screen.row(-1)", "row", "Another row", shown="↑↓"),
    _act("lab.down", "down", "screen.row(1)", "", "Another row", shown="↑↓"),
    _act("lab.next", "tab", "screen.cell(1)", "", "Next number"),
    _act("lab.previous", "shift+tab", "screen.cell(-1)", "", "Previous number"),
    _act("lab.less", "left", "screen.change(-0.1)", "change", CHANGE, shown="←→"),
    _act("lab.more", "right", "screen.change(0.1)", "", CHANGE, shown="←→"),
    _act("lab.little_less", "shift+left", "screen.change(-0.01)", "", ""),
    _act("lab.little_more", "shift+right", "screen.change(0.01)", "", ""),
    _act("stats.left", "left", "screen.page(-1)", "page", "Turn pages", shown="←→"),
    _act("stats.right", "right", "screen.page(1)", "", "Turn pages", shown="←→"),
    # Decks.
    _act("decks.drill", "d", "drill", "drill", "Compute a GRU step by hand"),
    _act("decks.lab", "l", "lab", "lab", "Experiment with a GRU"),
    _act("decks.quiz", "z", "quiz", "quiz", "Take a quiz"),
    _act("decks.browse", "b", "browse", "browse", "Search and change cards"),
    _act("decks.stats", "s", "stats", "stats", "Statistics"),
    _act("decks.import", "i", "import", "import", "Import your notes"),
    _act("decks.rescan", "r", "rescan", "", "Read all imported notes again"),
    _act("decks.settings", "comma", "settings", "settings", "Limits, scheduler, theme"),
    # Study.
    _act("study.reveal", "space,enter", "reveal", "show", "Show the answer"),
    _act("study.more", "n", "more", "10 more", "More new cards for today"),
    *(
        _act(f"grade.{number}", str(number), f"key({number})", "", "Give the grade of this number")
        for number in range(6)
    ),
    _act("study.type", "t", "type", "type", "Type the answer; it is checked"),
    # Drill.
    _act("drill.page_down", "pagedown", "screen.page(1)", "page", PAGES, shown="PgDn/PgUp"),
    _act("drill.page_up", "pageup", "screen.page(-1)", "", PAGES, shown="PgDn/PgUp"),
    _act("drill.steps", "s", "steps", "worked steps", "Step by step"),
    _act("drill.kind", "d", "kind", "kind", "Another kind of drill"),
    _act("drill.new", "n", "new", "new numbers", "The same with other numbers"),
    _act("drill.convention", "c", "convention", "convention", "Same numbers, next convention"),
    _act("drill.lab", "l", "lab", "lab", "These numbers in the lab"),
    # Quiz.
    _act("quiz.1", "1", "choose(0)", "choose", "Answer 1", shown="1–4"),
    *(
        _act(f"quiz.{number}", str(number), f"choose({number - 1})", "", f"Answer {number}")
        for number in (2, 3, 4)
    ),
    _act("quiz.next", "enter,space", "next", "next", "Next question"),
    _act("quiz.again", "enter,r", "again", "repeat these", "Ask the missed questions again"),
    _act("quiz.new", "n", "new", "new quiz", "Other questions"),
    _act("quiz.count", "c", "count", "count as Again", "Grade the missed cards Again"),
    _act("quiz.skip", "s", "skip", "don't know", "Show the answer"),
    # Lab.
    _act("lab.keep", "enter", "keep", "keep the number", "Keep the typed number; esc drops it"),
    _act("lab.step", "space", "step(1)", "step", "Next time step"),
    _act("lab.back", "b", "step(-1)", "", "Previous time step"),
    _act("lab.play", "p", "play", "play", "Play or stop the sequence"),
    _act("lab.r", "r", "pin('r')", "hold r", HELD.format("reset")),
    _act("lab.z", "z", "pin('z')", "hold z", HELD.format("update")),
    _act("lab.c", "c", "convention", "convention", "Next convention"),
    _act("lab.start", "o", "start", "", "The first numbers again"),
    # Browse, statistics, import and its warnings.
    _act("browse.search", "slash", "to_query", "search", "Search: deck: note: tag: is: prop: …"),
    _act("browse.all", "asterisk", "mark_all", "all", "Mark all cards, or none"),
    _act("browse.reset", "r", "reset", "reset", "Make new again; the log is kept"),
    _act("browse.move", "c", "to_deck", "change deck", "Move to another deck"),
    _act("browse.due", "d", "due", "due", "Set due date"),
    _act("stats.table", "t", "table", "table", "The same in numbers"),
    _act("stats.deck", "d", "deck", "deck", "Another deck"),
    _act("stats.period", "p", "period", "period", "Another period"),
    _act("import.warnings", "t", "warnings", "warnings", "Review import warnings"),
    _act("import.path", "slash", "to_path", "other path", "Preview other notes"),
    _act("warnings.join", "y", "join", "same card", "One card: old history, new text"),
    _act("warnings.keep", "n", "keep", "two cards", "Two cards: the old missing, the new new"),
    _act("warnings.ignore", "x", "ignore", "ignore", "Ignore until the note changes"),
    # Cards, wherever they are.
    _act("card.flag", "m", "card('flag')", "flag", "Flag, or remove the flag"),
    _act("card.bury", "minus", "card('bury')", "bury", "Bury until tomorrow"),
    _act("card.suspend", "exclamation_mark", "card('suspend')", "suspend", "Suspend"),
    _act("card.drop", "x", "card('drop')", "not a card", "Drop this suggestion"),
    _act("app.undo", "u", "undo", "undo", "Undo"),
    _act("card.edit", "e", "card('edit')", "edit", "Open the note at this card"),
    _act("card.info", "i", "inspect('info')", "info", "Card info and history"),
    _act("card.source", "o", "inspect('source')", "source", "Show in the note"),
    # Moving, for those who do without arrows: in every list and page.
    _act("move.down", "j", "move('down')", "", MOVE),
    _act("move.up", "k", "move('up')", "", MOVE),
    _act("move.first", "g", "move('first')", "", MOVE),
    _act("move.last", "G", "move('last')", "", MOVE),
    _act("move.page_down", "ctrl+d", "move('page_down')", "", MOVE),
    _act("move.page_up", "ctrl+u", "move('page_up')", "", MOVE),
    # The ways out, and the help.
    _act("app.quit", "ctrl+q", "quit", "", "Quit gruquiz"),
    _act("decks.quit", "q", "app.quit", "quit", "Quit gruquiz"),
    _act("failure.quit", "q,escape", "app.quit", "quit", "Quit gruquiz"),
    _act("type.stop", "escape", "screen.stop_typing", "only show", "Show the answer instead"),
    _act("import.stop", "escape,q", "stop", "stop after this note", "Keep what was read"),
    _act("quiz.finish", "escape,q", "finish", "end", "End here, with the score"),
    _act("dialog.cancel", "escape,q", "dismiss(None)", "cancel", "Change nothing"),
    _act("dialog.close", "escape,q", "dismiss", "close", "Close this"),
    _act("details.close", "i,o", "dismiss", "", "Close this"),
    _act("help.toggle", "question_mark,f1", "dismiss", "", "Close this"),
    _act("moved.join", "enter", "dismiss(True)", "go on", "Add your answers to the library there"),
    _act("moved.keep", "q,escape", "dismiss(False)", "quit", "Quit; your answers stay in the copy"),
    _act("fault.go_on", "enter,space", "dismiss", "", "Close this"),
    _act("app.back", "escape,q", "back", "back", BACK),
    _act("app.help", "question_mark,f1", "help", "keys", "All keys of this screen"),
)

BY_NAME: Mapping[str, Binding] = {str(act.id): act for act in ACTS}
_PLACES: Mapping[str, int] = {name: place for place, name in enumerate(BY_NAME)}

MOVES = tuple(name for name in BY_NAME if name.startswith("move."))

RESERVED: Mapping[str, str] = {"v": "read the note", "a": "add a card", "ctrl+r": "redo"}
"""Keys that no act may take: they have the same meaning wherever they will be."""

FORMER: Mapping[str, str] = {
    "ask.take": "dialog.select",
    "kind.take": "dialog.select",
    "ask.leave": "dialog.cancel",
    "kind.leave": "dialog.cancel",
    "sheet.close": "dialog.close",
    "help.close": "dialog.close",
    "fault.close": "dialog.close",
    "browse.mark2": "browse.mark",
    "decks.fold": "list.fold",
    "import.fold": "list.fold",
    "decks.unfold": "list.unfold",
    "import.unfold": "list.unfold",
    "decks.settle": "import.warnings",
    "import.settle": "import.warnings",
    "settle.join": "warnings.join",
    "settle.keep": "warnings.keep",
    "settle.seen": "warnings.ignore",
}
"""Ids that acts had in earlier versions, which a learner's settings may still use."""

SIGNS: Mapping[str, str] = {
    "enter": "enter",
    "slash": "/",
    "minus": "-",
    "comma": ",",
    "asterisk": "*",
    "exclamation_mark": "!",
}
"""How keys are written where Textual would use a symbol or a long name."""


def keys(*names: str) -> list[BindingType]:
    """The bindings of these acts."""
    return [BY_NAME[name] for name in names]


def bound(name: str, action: str = "", *, footer: bool = False) -> Binding:
    """The binding of an act that another call carries out here, or that the footer leaves out."""
    act = BY_NAME[name]
    return replace(act, action=action or act.action, show=footer)


def silent(name: str, action: str) -> Binding:
    """The key of an act while there is nothing for it to do: neither footer nor help show it."""
    return replace(BY_NAME[name], action=action, show=False, tooltip="")


def place_of(binding: Binding) -> tuple[int, int]:
    """Where a key comes in the footer and the help: by its act, then as the act lists its keys."""
    act = BY_NAME.get(binding.id or "")
    if act is None:
        return -1, 0
    own = act.key.split(",")
    return _PLACES[str(act.id)], own.index(binding.key) if binding.key in own else 0


def remapped(settings: Mapping[str, object]) -> dict[str, str]:
    """The keys of a learner's settings by the ids of today; a present id outdoes a former one."""
    former = {FORMER[name]: str(value) for name, value in settings.items() if name in FORMER}
    return {**former, **{name: str(value) for name, value in settings.items() if name in BY_NAME}}
