"""What is installed is what was tested: versions, their files' hashes, and bounds that hold."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
CI = ROOT / ".ci"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra),
]


def pinned(text: str) -> dict[str, str]:
    """Versions by name, written in one way."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_constraints_are_names_and_versions_alone() -> None:
    for line in (CI / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line


def test_each_version_has_the_hashes_of_its_files() -> None:
    hashes = (CI / "hashes.txt").read_text(encoding="utf-8")
    assert pinned(hashes) == pinned((CI / "constraints.txt").read_text(encoding="utf-8"))
    for part in re.split(r"\n(?=\S)", hashes.strip()):
        lines = [line.strip(" \\") for line in part.splitlines()]
        assert len(lines) > 1, lines[0]
        for line in lines[1:]:
            assert re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("line", [one for one in WANTED if not one.startswith("gruquiz")])
def test_no_dependency_takes_a_major_version_that_was_never_tried(line: str) -> None:
    wanted = Requirement(line)
    assert any(one.operator == "<" for one in wanted.specifier), line
    versions = pinned((CI / "constraints.txt").read_text(encoding="utf-8"))
    name = re.sub(r"[-_.]+", "-", wanted.name).lower()
    assert wanted.specifier.contains(versions[name]), "the tested version is within the bounds"
