"""The import rules hold, and the linter that guards them sees each kind of violation."""

import ast
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import grimp
import pytest

from engine import conventions, drills
from gruquiz import schedulers, suggesters, syntaxes
from gruquiz.exchange import EXCHANGES
from gruquiz.library import Library

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).with_name("lint-imports")


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the packages in `tree`."""
    return subprocess.run(
        [LINT, "--config", tree / "pyproject.toml", "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold() -> None:
    verdict = lint(ROOT)
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("engine/gru.py", "import gruquiz.model", "The engine is NumPy"),
        ("gruquiz/model.py", "import gruquiz.session", "Data goes one way"),
        ("gruquiz/session.py", "import sqlite3", "SQL lives in the library"),
        (
            "gruquiz/session.py",
            "import gruquiz.library.database",
            "Nobody outside the library touches its connection",
        ),
        ("gruquiz/session.py", "import fsrs_rs_python", "Parameters are fitted in one room"),
        ("gruquiz/session.py", "import textual.app", "Only the app knows Textual"),
        ("gruquiz/syntaxes/pair.py", "import gruquiz.syntaxes.cloze", "Siblings"),
        ("gruquiz/tui/screens/lab.py", "import gruquiz.tui.screens.drill", "no other screen"),
        ("gruquiz/tui/screens/lab.py", "import gruquiz.tui.app", "by its shell alone"),
        ("gruquiz/tui/services/grading.py", "import gruquiz.tui.screens.lab", "by its shell alone"),
        ("gruquiz/tui/widgets/drawn.py", "import gruquiz.tui.widgets.key_bar", "import each other"),
    ],
)
def test_a_planted_violation_is_caught(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("gruquiz", "engine"):
        shutil.copytree(ROOT / package, tmp_path / package)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    verdict = lint(tmp_path)
    assert verdict.returncode == 1
    broken = [row for row in verdict.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken), verdict.stdout


LIGHT = ("gruquiz.cli", "gruquiz.session", "gruquiz.library", "engine")
HEAVY = (
    "textual", "numpy", "sqlite_utils", "markdown_it", "yaml", "rapidfuzz", "ftfy", "tomlkit",
    "fsrs_rs_python",
)  # fmt: skip


@pytest.mark.parametrize("module", LIGHT)
def test_start_up_stays_light(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert seen.stdout.split() == []


def modules_of(package: ModuleType, members: Iterable[object]) -> set[str]:
    """The modules of a package that hold members of its family.

    A function or class says where it was defined; a record only lies there.
    """
    wanted = {id(member) for member in members}
    return {
        module.__name__
        for found in iter_modules(package.__path__)
        for module in [import_module(f"{package.__name__}.{found.name}")]
        for thing in vars(module).values()
        if id(thing) in wanted
        and (not callable(thing) or getattr(thing, "__module__", "") == module.__name__)
    }


@pytest.mark.parametrize(
    ("contract", "package", "members"),
    [
        ("syntaxes", syntaxes, [one.find for one in syntaxes.SYNTAXES]),
        ("suggesters", suggesters, suggesters.SUGGESTERS),
        ("schedulers", schedulers, schedulers.SCHEDULERS),
        ("conventions", conventions, conventions.CONVENTIONS.values()),
        ("drills", drills, [type(drill) for drill in drills.DRILLS]),
    ],
)
def test_the_linters_siblings_are_the_family(
    contract: str, package: ModuleType, members: Iterable[object]
) -> None:
    """A sibling that the contract does not list could import another unseen."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["id"]: one for one in document["tool"]["importlinter"]["contracts"]}
    assert set(contracts[contract]["modules"]) == modules_of(package, members)


def test_the_linters_exchange_formats_are_those_of_the_help() -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["id"]: one for one in document["tool"]["importlinter"]["contracts"]}
    formats = {f"gruquiz.exchange.{name}" for name in EXCHANGES}
    assert set(contracts["exchanges"]["modules"]) == formats


LIBRARY = "gruquiz.library"
FLOORS = 7
"""How many modules of the library may stand on each other."""


def library_modules() -> set[str]:
    graph = grimp.build_graph("gruquiz")
    return {LIBRARY, *graph.find_descendants(LIBRARY)}


def test_the_library_is_composed() -> None:
    """No part gets its methods from another by inheritance, nor does the front."""
    assert Library.__mro__ == (Library, object)
    parts = [
        (name, thing)
        for name in library_modules()
        for thing in vars(import_module(name)).values()
        if isinstance(thing, type) and thing.__module__ == name
    ]
    assert len(parts) > 30
    for name, part in parts:
        inherited = [one for one in part.__mro__[1:] if one.__module__.startswith(LIBRARY)]
        assert inherited == [], f"{part.__name__} of {name}"


def test_the_library_has_few_floors_and_no_circle() -> None:
    graph = grimp.build_graph("gruquiz")
    modules = library_modules()
    assert len(modules) > 30

    @cache
    def floor(module: str, above: tuple[str, ...] = ()) -> int:
        assert module not in above, f"a circle: {' → '.join((*above, module))}"
        below = graph.find_modules_directly_imported_by(module) & modules - {module}
        return 1 + max((floor(one, (*above, module)) for one in below), default=0)

    assert floor(LIBRARY) <= FLOORS
    assert all(floor(module) < FLOORS for module in modules - {LIBRARY})


def test_nobody_outside_the_library_reaches_through_it_to_the_connection() -> None:
    """What an import contract cannot see: `library.database`, `library.….connection`."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "gruquiz").rglob("*.py"))
        if not path.is_relative_to(ROOT / "gruquiz" / "library")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("connection", "database")
    ]
    assert found == []


# One name, one thing. Two modules of one name are the same noun seen by two layers.
LAYERS = {
    "app": "the command that opens the app, and the app",
    "cards": "cards in the library, in commands and in the statistics",
    "decks": "decks in the library and on their screen",
    "import_report": "the report of an import, and its drawing",
    "import_warnings": "what imports warn of, stored and on its screen",
    "plain": "plain text of markdown, and plain study, which prints it",
    "settings": "the settings, and their screen",
    "stats": "the statistics, and their screen",
    "gru": "a GRU's step, and how notes write it",
    "lstm": "an LSTM's step, and how notes write it",
    "rnn": "a plain cell's step, and how notes write it",
}


def named_twice(package: str, names: Callable[[Path], Iterable[str]]) -> set[str]:
    """The names that more than one file of a package gives."""
    files: dict[str, set[Path]] = defaultdict(set)
    for path in (ROOT / package).rglob("*.py"):
        for name in names(path):
            files[name].add(path)
    return {name for name, places in files.items() if len(places) > 1}


def module_name(path: Path) -> Iterator[str]:
    if path.name not in ("__init__.py", "__main__.py"):
        yield path.stem


def public_classes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def test_a_module_name_means_one_thing() -> None:
    twice = named_twice("gruquiz", module_name) | named_twice("engine", module_name)
    assert twice <= set(LAYERS), "rename one"


def test_a_class_name_means_one_thing() -> None:
    twice = named_twice("gruquiz", public_classes) | named_twice("engine", public_classes)
    assert twice == set(), "rename one"


LONG_SIGNATURES = {"generate", "run_backward"}
"""Public calls of the engine whose parameters are all of one piece, named by whoever calls."""


def test_a_function_takes_six_parameters_at_most() -> None:
    """More of them are a record that has no name yet."""
    long = {
        node.name
        for package in ("gruquiz", "engine")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for given in [[*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]
        if len([each for each in given if each.arg not in ("self", "cls")]) > 6
    }
    assert long == LONG_SIGNATURES
