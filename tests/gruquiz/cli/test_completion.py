"""What the shell offers: asked by click's own protocol, and by a real bash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.conventions import CONVENTIONS
from engine.drills import DRILLS
from gruquiz.cli import COMMANDS, gruquiz
from gruquiz.exchange import EXCHANGES
from tests.gruquiz.cli.conftest import Run, RunJson

PROGRAM = Path(sys.executable).with_name("gruquiz")


def offered(*words: str) -> dict[str, str | None]:
    """What is offered for the last of these words, and what is told about it."""
    from click.shell_completion import BashComplete

    completion = BashComplete(gruquiz, {}, "gruquiz", "_GRUQUIZ_COMPLETE")
    found = completion.get_completions(list(words[:-1]), words[-1])
    return {item.value: item.help for item in found}


def test_commands_are_offered_with_their_line_and_not_imported() -> None:
    assert offered("") == {name: line for name, (_, line) in COMMANDS.items()}
    assert list(offered("re")) == ["rescan", "recognise", "restore"]
    assert "--library" in offered("--")


def test_decks_of_the_library_are_offered(run: Run, note: Path) -> None:
    assert offered("next", "--deck", "") == {}  # there is no library yet, and none is made
    assert not note.with_name("library.db").exists()
    run("import", note, "--deck", "GRU/Gates")
    run("import", note, "--deck", "LSTM")
    for command in ("next", "stats", "study", "import"):
        assert list(offered(command, "--deck", "")) == ["GRU", "GRU/Gates", "LSTM"]
    assert list(offered("next", "--deck", "GRU/")) == ["GRU/Gates"]
    other = str(note.with_name("other.db"))
    assert offered("--library", other, "next", "--deck", "") == {}


def test_cards_are_offered_with_what_they_ask(run: Run, run_json: RunJson, note: Path) -> None:
    run("import", note)
    cards = {card["id"]: card["front"] for card in run_json("cards")}
    found = offered("answer", "")
    assert set(found) == set(cards)
    for name, about in found.items():
        assert about
        assert cards[name].startswith(about)
    first = min(cards)
    assert set(offered("answer", first[:12])) == {first}


def test_a_library_that_cannot_be_read_offers_nothing(run: Run, note: Path) -> None:
    note.with_name("library.db").write_bytes(b"no library" * 1000)
    assert offered("next", "--deck", "") == {}
    assert offered("answer", "") == {}


def test_kinds_conventions_formats_and_choices_are_offered() -> None:
    assert list(offered("drill", "")) == [drill.name for drill in DRILLS]
    assert list(offered("drill", "--convention", "")) == list(CONVENTIONS)
    assert offered("drill", "--convention", "pyt") == {"pytorch": CONVENTIONS["pytorch"].source}
    assert list(offered("export", "")) == list(EXCHANGES)
    assert list(offered("import", "--suggest", "a")) == ["auto", "always"]
    assert "--seed" in offered("drill", "--se")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script_and_its_answers(run: Run, note: Path, shell: str) -> None:
    run("import", note, "--deck", "GRU/Gates")
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("bash tells its own version and is not here")
    environment = {
        **os.environ,
        "GRUQUIZ_LIBRARY": str(note.with_name("library.db")),
        "COMP_WORDS": "gruquiz next --deck G",
        "COMP_CWORD": "3" if shell != "fish" else "G",
    }
    result = {}
    for step in ("source", "complete"):
        result[step] = subprocess.run(
            [sys.executable, "-m", "gruquiz"],
            env=environment | {"_GRUQUIZ_COMPLETE": f"{shell}_{step}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    assert f"_GRUQUIZ_COMPLETE={shell}_complete" in result["source"]
    assert "GRU/Gates" in result["complete"]


@pytest.mark.skipif(
    shutil.which("bash") is None or not PROGRAM.exists(), reason="needs bash and the command"
)
def test_a_real_bash_completes(run: Run, note: Path) -> None:
    run("import", note, "--deck", "GRU/Gates")
    script = """
    eval "$(_GRUQUIZ_COMPLETE=bash_source gruquiz)"
    complete -p gruquiz
    COMP_WORDS=(gruquiz next --deck G) COMP_CWORD=3
    _gruquiz_completion gruquiz G --deck
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    said = subprocess.run(
        ["bash", "-c", script],
        env={
            **os.environ,
            "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
            "GRUQUIZ_LIBRARY": str(note.with_name("library.db")),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_gruquiz_completion gruquiz" in said.stdout
    assert said.stdout.splitlines()[-2:] == ["GRU", "GRU/Gates"]
