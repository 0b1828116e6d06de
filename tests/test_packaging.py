"""What is installed is whole: decks, types, command; from a wheel as from an editable install."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked: what pip would put into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    code = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    site = folder / "site"
    zipfile.ZipFile(folder / built.stdout.split()[-1]).extractall(site)
    return site


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
