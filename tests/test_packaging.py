"""What is installed is whole: decks, types, command; from a wheel as from an editable install."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's file."""
    folder = tmp_path_factory.mktemp("wheel")
    code = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    result = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return folder / result.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel, unpacked: what pip would put into site-packages."""
    site = built.parent / "site"
    zipfile.ZipFile(built).extractall(site)
    return site


@pytest.fixture(scope="module")
def installed(built: Path) -> Path:
    """The command of an environment that pip put the wheel into, and nothing else of ours.

    What it depends on is lent by this environment, so that no registry is asked.
    """
    folder = built.parent / "environment"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    bin_ = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [
            sys.executable, "-m", "pip", "--python", str(bin_ / "python"), "install", "--quiet",
            "--no-deps", "--no-index", "--disable-pip-version-check", str(built),
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (site,) = folder.glob("lib/python*/site-packages")
    for lent in map(Path, sysconfig.get_path("purelib").splitlines()):
        for path in lent.iterdir():
            known = (site / path.name).exists()
            ours = (
                path.name.startswith(("gruquiz", "_gruquiz", "__editable__"))
                or path.suffix == ".pth"
            )
            if not known and not ours:
                (site / path.name).symlink_to(path)
    return bin_ / "gruquiz"


def ask(command: Path, home: Path, *words: str) -> str:
    """What the installed command says in a home of its own, far from this checkout."""
    result = subprocess.run(
        [command, *words], cwd=home, capture_output=True, text=True, check=False,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONSAFEPATH": "1"}, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.skipif(os.name == "nt", reason="dependencies are lent by symbolic links")
def test_an_installed_wheel_runs_in_an_environment_of_its_own(
    installed: Path, tmp_path: Path
) -> None:
    from gruquiz import __version__

    assert ask(installed, tmp_path, "--version") == f"gruquiz {__version__}\n"
    assert json.loads(ask(installed, tmp_path, "next", "--json")) is None
    assert "No library yet" in ask(installed, tmp_path, "--library", str(tmp_path / "none.db"))
    code = (
        "import gruquiz.config as c, gruquiz; from pathlib import Path; "
        "print(Path(gruquiz.__file__).parent == c.bundled_decks().parent)"
    )
    python = installed.with_name("python")
    assert ask(python, tmp_path, "-c", code) == "True\n"
    decks = ask(python, tmp_path, "-c", "import gruquiz.config as c; print(c.bundled_decks())")
    report = json.loads(ask(installed, tmp_path, "import", decks.strip(), "--json"))
    assert report["totals"]["added"] > 100
    assert report["errors"] == []
    card = json.loads(ask(installed, tmp_path, "next", "--json"))
    answered = json.loads(ask(installed, tmp_path, "answer", card["id"], "good", "--json"))
    assert answered["after"]["reps"] == 1
    assert "Compute" in ask(installed, tmp_path, "drill", "--seed", "1")


def test_the_app_of_an_installed_wheel_opens_with_the_bundled_decks(
    installed: Path, tmp_path: Path
) -> None:
    """Driven as its own users drive it, by keys; Textual's pilot stands in for the terminal."""
    script = tmp_path / "opened.py"
    script.write_text(OPENED, encoding="utf-8")
    result = ask(installed.with_name("python"), tmp_path, str(script), str(tmp_path / "library.db"))
    assert int(result) >= 100


OPENED = """
import asyncio, sys
from datetime import datetime, timezone
from pathlib import Path
from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.tui.app import GruquizApp, Host

async def opened(path):
    app = GruquizApp(path, Config(), lambda: datetime(2026, 11, 21, 9, tzinfo=timezone.utc),
                     Host(config_path=path.with_name("config.toml")))
    async with app.run_test() as pilot:
        while (count := cards(path)) < 100:  # the first frame comes before the library
            await app.workers.wait_for_complete()
            await pilot.pause()
    return count

def cards(path):
    if not path.exists():
        return 0
    with Library.open(path, create=False) as library:
        return len(library.search.ids())

print(asyncio.run(opened(Path(sys.argv[1]))))
"""


def decks_found_from(place: Path) -> Path:
    """Where the package that lies in `place` finds the bundled decks."""
    code = "from gruquiz.config import bundled_decks; print(bundled_decks())"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=place, capture_output=True, text=True, check=True
    )
    return Path(said.stdout.strip())


def test_the_wheel_carries_its_decks(wheel: Path) -> None:
    found = decks_found_from(wheel)
    assert found == wheel / "gruquiz" / "decks"
    names = {path.relative_to(ROOT / "decks") for path in (ROOT / "decks").rglob("*.md")}
    assert {path.relative_to(found) for path in found.rglob("*.md")} == names != set()


def test_an_editable_install_finds_the_same_decks() -> None:
    assert decks_found_from(ROOT).resolve() == ROOT / "decks"


def test_the_wheel_has_types_and_nothing_that_does_not_belong(wheel: Path) -> None:
    assert (wheel / "gruquiz" / "py.typed").exists()
    assert (wheel / "engine" / "py.typed").exists()
    assert {path.name.partition("-")[0] for path in wheel.iterdir()} == {"gruquiz", "engine"}


def test_the_tested_versions_are_names_and_versions_only() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(line.count("==") == 1 and "/" not in line and "@" not in line for line in lines)


def test_no_registry_is_named_anywhere() -> None:
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    assert "uv.lock" not in files
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_the_pictures_stay_out_of_the_wheel(wheel: Path) -> None:
    assert list((ROOT / ".github" / "screens").glob("*.svg"))
    assert not [path for path in wheel.rglob("*.svg") if "textual" not in path.parts]
