"""`study`: today's cards as plain text, a line in, a few lines out.

For screen readers, pipes and simple terminals: no colour, no cursor movement, no redrawing.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import click

from gruquiz.cli.completion import deck_option
from gruquiz.cli.context import AppContext, pass_context, require_deck
from gruquiz.cli.output import counted, number, say, say_text
from gruquiz.errors import LibraryMovedError
from gruquiz.model import BUTTONS, Card, Grade, Kind

if TYPE_CHECKING:
    from gruquiz.session import AskedCard, Session

HELP = """\
Enter       show the answer; Enter again accepts the suggested grade
any words   your answer, to be checked; separate the answers of several holes by ;
a grade     again, hard, good, easy or 1 2 3 4; or 0 to 5, depending on your settings
/undo       undo the last action
/bury       bury the card until tomorrow
/suspend    suspend the card
/help       show these lines
/quit       stop; all grades are kept"""


_WORDS = {
    "right": "Right.",
    "nearly": "Nearly right.",
    "wrong": "Wrong.",
    "unreadable": "I can't read that.",
}
"""The words for each rating."""


class StudyEnded(Exception):  # noqa: N818 - not an error: the learner stops
    """There are no more lines, or the learner wants to stop."""


class Passed(Exception):  # noqa: N818 - not an error: the card is not graded now
    """The card shown is not to be graded now."""


@click.command("study")
@click.option("--plain", is_flag=True, help="Plain text; without it the app opens.")
@deck_option
@pass_context
def study(context: AppContext, plain: bool, deck: str | None) -> None:
    """Study today's cards as plain text, line by line.

    Works with screen readers and in pipes: no colour, no cursor movement, no redrawing. Each
    line that you type is an answer, a grade (again, hard, good, easy, or 1 to 4) or a command;
    /help lists them.

    \b
    Example:
      gruquiz study --plain
      gruquiz study --plain --deck GRU
    """
    if not plain:
        if deck is not None:
            raise click.UsageError("--deck goes with --plain; the app lets you choose a deck.")
        from gruquiz.cli.app import open_app  # only this call needs it

        open_app(context)
        return
    from gruquiz.cli.syncing import synced  # as above

    with synced(context), context.session() as session:
        sitting = Study(session, lambda: context.now, require_deck(session, deck))
        try:
            sitting.run()
        finally:
            sitting.session.library.close()  # a new library if the file was moved


class Study:
    """One sitting: asks, listens, grades."""

    def __init__(self, session: "Session", clock: Callable[[], datetime], deck: str | None) -> None:
        self.session = session
        self.clock = clock
        self.deck = deck
        self.lines = sys.stdin
        self.acts = 0
        """Number of actions in this sitting that were not undone."""
        self.graded = 0
        self.again = 0

    def run(self) -> None:
        """Ask until nothing is left or no more lines come."""
        left = self.session.overview.today(self.clock(), self.deck).left
        say(f"{counted(left, 'card')} left for today. /help lists the commands.")
        try:
            while (asked := self.session.next(self.clock(), self.deck)) is not None:
                try:
                    self.ask(asked)
                except Passed:
                    continue
            say_text("\nNothing is left for today.")
        except StudyEnded:
            say()
        left = self.session.overview.today(self.clock(), self.deck).left
        say(
            f"{counted(self.graded, 'answer')} given, {self.again} of them again; "
            f"{counted(left, 'card')} left."
        )

    def ask(self, asked: "AskedCard") -> None:
        """Ask one card to its grade."""
        card, began = asked.card, self.clock()
        headings = (heading.rstrip(": ") for heading in card.headings)
        place = " › ".join((card.title, *headings))
        say()
        say(f"Deck {card.deck}. {place}.")
        say("Question:")
        if card.kind is Kind.DRILL:
            from gruquiz.cli.plain_drill import ask_drill  # NumPy comes with it

            seed = int(began.timestamp() * 1000) % 2**31
            proposed, drill = ask_drill(card, seed, self.hear)
            grade = self.grade(asked, proposed)
        else:
            drill = ""
            grade = self.grade(asked, self.show(card, asked.grades))
        elapsed = int((self.clock() - began).total_seconds() * 1000)
        try:
            answered = self.session.answer(card.id, grade, self.clock(), elapsed, drill)
        except LibraryMovedError as error:
            self.rescue(error)
            raise Passed from error
        self.acts += 1
        self.graded += 1
        self.again += grade < Grade.HARD
        due = f"Next on {answered.after.due}"
        say(f"{due}, and once more today." if answered.after.repeat_on else f"{due}.")
        if answered.leech:
            say("This card is a leech and is now suspended: reword or split it.")

    def rescue(self, error: LibraryMovedError) -> None:
        """Save the answers of this session, then continue in the library that the learner chooses.

        Raises StudyEnded where the learner stops.
        """
        from gruquiz.session.rescue import join, rescue  # seldom needed

        rescued = rescue(self.session, self.clock())
        say(f"{error}.")
        say(f"Everything you answered is safe in {rescued.copy}.")
        say("Enter continues with the library at this path and adds your answers to it.")
        say("Anything else stops; `gruquiz merge` adds them later.")
        if self.hear("Enter, or stop"):
            raise StudyEnded
        self.session = join(self.session, rescued)
        self.graded += rescued.answer is not None
        say("Your answers were added to the library.")

    def show(self, card: Card, grades: Mapping[str, Grade]) -> Grade | None:
        """Show a card and read an answer; return the suggested grade."""
        from gruquiz.cli.spoken import spoken  # markdown-it takes a while to import

        say_text(spoken(card.face.front))
        typed = self.hear("Your answer, or Enter")
        while _is_early(typed, card, grades):
            say("Show the answer first (Enter), then grade.")
            typed = self.hear("Your answer, or Enter")
        proposed = self.compare(card, typed) if typed else None
        say("Answer:")
        if card.face.answers and card.kind is Kind.CLOZE:
            from gruquiz.markdown import plain  # markdown-it takes a while to import
            from gruquiz.markdown.alternatives import alternatives

            spellings = (map(plain, alternatives(answer)) for answer in card.face.answers)
            say("; ".join(map(" or ".join, spellings)))
        say_text(spoken(card.face.back))
        return proposed

    def compare(self, card: Card, typed: str) -> Grade | None:
        """Check a typed answer; return the suggested grade.

        An unreadable answer may be typed again, since the message does not show the right one.
        """
        from gruquiz.judge import Rating, asked_answers, judge  # only once something was typed

        count = len(asked_answers(card.face))
        if not count:
            say(f"You wrote: {typed}. This answer is too long to be judged: compare it yourself.")
            return None
        while typed:
            parts = [part.strip() for part in typed.split(";")] if count > 1 else [typed]
            if len(parts) != count:
                say(f"{count} answers are expected, separated by ; but you gave {len(parts)}.")
            else:
                judged = judge(card.face, parts)
                say(f"{_WORDS[judged.rating.value]} {judged.sentence}".strip())
                if judged.rating is not Rating.UNREADABLE:
                    return judged.rating.grade
            typed = self.hear("Try again, or Enter to see the answer")
        return None

    def grade(self, asked: "AskedCard", proposed: Grade | None) -> Grade:
        """Ask for a grade until a valid one is typed."""
        grades = asked.grades
        name = next((name for name, grade in grades.items() if grade == proposed), "")
        say(
            ", ".join(
                f"{_label(name, place)}: {counted(number(days), 'day')}"
                for place, (name, days) in enumerate(asked.buttons.items(), 1)
            )
        )
        while True:
            typed = self.hear(f"Grade, or Enter for {name}" if name else "Grade").lower()
            chosen = _grade(typed or name, grades)
            if chosen is not None:
                return chosen
            say(f"A grade is one of: {', '.join(grades)}. /help lists the commands.")

    def hear(self, prompt: str) -> str:
        """The next line, stripped, after running commands. Raises StudyEnded and Passed."""
        while True:
            if self.lines.isatty():
                say(f"{prompt}: ", nl=False)
            line = self.lines.readline()
            if not line:
                raise StudyEnded
            typed = line.strip()
            if not typed.startswith("/"):
                return typed
            self.obey(typed.lower())

    def obey(self, command: str) -> None:
        """Run a command, a line that begins with a slash."""
        asked = self.session.next(self.clock(), self.deck)
        if command in ("/quit", "/q"):
            raise StudyEnded
        if command == "/undo":
            # Only this sitting's actions, not an import by mistake: `gruquiz undo` does that.
            undone = self.session.undo(self.clock()) if self.acts else None
            if undone is None:
                say("Nothing to undo in this sitting.")
                return
            self.acts -= 1
            say(f"Undone: {undone.what}.")
            raise Passed
        if command in ("/bury", "/suspend") and asked is not None:
            act = self.session.changes.bury if command == "/bury" else self.session.changes.suspend
            self.acts += act(asked.card.id, self.clock())
            say("Buried until tomorrow." if command == "/bury" else "Suspended.")
            raise Passed
        say_text(HELP if command == "/help" else f"Unknown command {command}.\n{HELP}")


def _is_early(typed: str, card: Card, grades: Mapping[str, Grade]) -> bool:
    """Whether a grade was typed before the answer is shown, and the text cannot be the answer."""
    if _grade(typed.lower(), grades) is None:
        return False
    from gruquiz.judge import asked_answers  # only once something was typed

    answers = asked_answers(card.face)
    if typed.isdecimal():
        return not any(sign.isdigit() for answer in answers for sign in answer)
    return typed.lower() not in (answer.lower() for answer in answers)


def _label(name: str, place: int) -> str:
    return name if name.isdigit() else f"{place} {name}"


def _grade(typed: str, grades: Mapping[str, Grade]) -> Grade | None:
    """The grade with a typed name or number, if it is offered."""
    if typed in grades:
        return grades[typed]
    if typed.isdecimal() and 1 <= int(typed) <= len(grades) and "again" in grades:
        return list(grades.values())[int(typed) - 1]
    return BUTTONS.get(typed)
