"""Everything that reads text from elsewhere, each as a function of that text alone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.answers import parse_answers, parse_value
from engine.errors import EngineError
from engine.formula import equivalent, parse
from gruquiz.config import read_config
from gruquiz.errors import GruquizError
from gruquiz.exchange.field_markdown import markdown
from gruquiz.exchange.tsv import read_table
from gruquiz.importer.card_reader import read_cards
from gruquiz.judge import judge_text
from gruquiz.markdown import lines, plain
from gruquiz.notes import note_of
from gruquiz.query import parse as parse_query
from gruquiz.syntaxes import Syntax
from gruquiz.typeset import display, inline

TODAY = date(2026, 3, 1)


def _note(text: str) -> None:
    read_cards(note_of(text.encode(), "note.md"), Syntax(), "Deck", "always")


def _face(text: str) -> None:
    plain(text)
    lines(text, 76)


def _formula(text: str) -> None:
    parse(text)


def _drawn(text: str) -> None:
    inline(text)
    display(text, 76)


def _typed_formula(text: str) -> None:
    equivalent("(1 - z_t) h_{t-1}", text)


def _numbers(text: str) -> None:
    parse_value(text, (2, 2))


def _answers(text: str) -> None:
    parse_answers(text)


def _words(text: str) -> None:
    judge_text("update gate", text)


def _html(text: str) -> None:
    markdown(text, {})


def _table(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.tsv"
        path.write_text(text, encoding="utf-8")
        for _ in read_table(path):
            pass


def _settings(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(f"[app]\ntheme = {text}\n", encoding="utf-8")
        read_config(path)


READERS: dict[str, Callable[[str], None]] = {
    "note": _note,
    "face": _face,
    "formula": _formula,
    "drawn formula": _drawn,
    "typed formula": _typed_formula,
    "typed numbers": _numbers,
    "typed answers": _answers,
    "typed words": _words,
    "search": lambda text: (parse_query(text), None)[1],
    "html": _html,
    "table": _table,
    "settings": _settings,
}
"""By what they read."""


def read(reader: str, text: str) -> None:
    """Read a text, or refuse it in words; anything else that is raised is a fault."""
    try:
        READERS[reader](text)
    except (EngineError, GruquizError):
        return
