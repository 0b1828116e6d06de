"""Every command's help: it fits a terminal, explains its options, and its examples run."""

import io
import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click
import pytest

from engine.conventions import CONVENTIONS
from engine.drills import DRILLS
from gruquiz.cli import gruquiz, main
from gruquiz.query import PROPERTIES, STATES
from tests.gruquiz.cli.conftest import NOTE, Run
from tests.gruquiz.cli.test_drilling import ROW_NOTE
from tests.gruquiz.fitting.learner import review_table, simulated_reviews

ANKI = Path(__file__).parents[1] / "exchange" / "fixtures" / "new.colpkg"


def commands(
    group: click.Group = gruquiz, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it, the program itself first."""
    context = click.Context(group)
    yield path, group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


EVERY = {" ".join(path): command for path, command in commands()}


def example_lines(command: click.Command) -> list[str]:
    """What stands under `Example:` in the help, to its end."""
    shown = (command.help or "").partition("Example:\n")[2]
    return [line.strip() for line in shown.splitlines() if line.strip()]


@pytest.mark.parametrize("path", EVERY)
def test_help_fits_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = run(*path.split(), "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert f"gruquiz {path}".strip() in out.partition("Example:")[2]


@pytest.mark.parametrize("path", EVERY)
def test_every_option_is_explained(path: str) -> None:
    for param in EVERY[path].params:
        if isinstance(param, click.Option):
            help_text = param.help or ""
            assert len(help_text) > 12, (path, param.opts)
            values = not param.is_flag and param.name not in ("version", "help")
            has_default = "default" in help_text.lower() or param.show_default
            needed = {"note", "out", "answers"}  # nothing happens without them
            assert not values or has_default or param.name in needed | {"sheet"}, (path, param.opts)


def test_the_help_of_drill_names_every_kind_and_convention(run: Run) -> None:
    _, help_text, _ = run("drill", "--help")
    kinds = help_text.partition("KIND is one of:")[2].partition("NAME is")[0]
    lines = [line.split() for line in kinds.splitlines() if line.strip()]
    assert lines == [[drill.name, *drill.summary.split()] for drill in DRILLS]
    names = help_text.partition("NAME is one of:")[2].partition("Example:")[0]
    assert sorted(names.split()) == sorted(CONVENTIONS)


def test_the_help_of_cards_names_every_state_and_property() -> None:
    help_text = EVERY["cards"].help or ""
    words = set(help_text.replace(",", " ").replace("is:", " ").replace("prop:", " ").split())
    assert set(STATES) <= words
    assert {"stability", "difficulty", "lapses", "flag", "due", "reps"} <= words
    assert set(PROPERTIES.values()) >= {"stability", "difficulty", "lapses", "flag", "due", "reps"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's home with what the examples speak of."""
    home = tmp_path_factory.mktemp("home")
    for folder in ("notes", "vault", "vault/machine-learning", "Sync", "Sync/gruquiz"):
        (home / folder).mkdir()
        (home / folder / "gates.md").write_text(NOTE, encoding="utf-8")
    (home / "note.md").write_text("k::v\n", encoding="utf-8")
    (home / "my-gru.md").write_text(ROW_NOTE, encoding="utf-8")
    (home / "collection.colpkg").write_bytes(ANKI.read_bytes())
    reviews = review_table(simulated_reviews(90, seed=1))
    (home / "reviews.csv").write_text(reviews, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for line in (
            "gruquiz import vault note.md --deck GRU",
            "gruquiz --now 2026-11-20T08:00 backup",
            "gruquiz --library Sync/laptop.db import note.md",
        ):
            assert typed(home, patch, line) == 0
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(prepared, tmp_path / "home")


def typed(home: Path, patch: pytest.MonkeyPatch, line: str) -> int:
    """Run a line as it is typed in that home; what a shell expands is expanded."""
    patch.chdir(home)
    for name, place in (("HOME", ""), ("XDG_DATA_HOME", ".local/share"), ("XDG_CONFIG_HOME", ".c")):
        patch.setenv(name, str(home / place))
    patch.delenv("GRUQUIZ_LIBRARY", raising=False)
    patch.delenv("GRUQUIZ_CONFIG", raising=False)
    patch.setattr("sys.stdin", io.StringIO("/quit\n"))
    words = [os.path.expanduser(word) for word in shlex.split(line)]  # noqa: PTH111 - as a shell does
    assert words[0] == "gruquiz"
    return main(words[1:])


@pytest.mark.parametrize("path", EVERY)
def test_every_example_runs(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    """The examples of a command, one after the other."""
    for line in example_lines(EVERY[path]):
        code, has_default, complaint = run_example(home, monkeypatch, capsys, line)
        assert (code, complaint) == (0, "")
        assert has_default


def run_example(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of an example."""
    if "colpkg" in line:
        pytest.importorskip("zstandard")
    if "apkg" in line:
        pytest.importorskip("genanki")
    if " serve" in line:
        server = pytest.importorskip("gruquiz.serve.server", reason="needs the `web` extra")
        monkeypatch.setattr(server.GruquizServer, "serve", lambda _, started: started())
        monkeypatch.setattr("socket.create_server", lambda *_, **__: nullcontext())
    if "3f2a" in line:  # stands for a card that the learner sees
        assert typed(home, monkeypatch, "gruquiz next") == 0
        line = line.replace("3f2a", capsys.readouterr().out.split()[0][:6])
    code = typed(home, monkeypatch, line)
    return code, *capsys.readouterr()
