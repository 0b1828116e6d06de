"""Three hundred mutated packages, always the same: each is read or refused in words."""

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

pytest.importorskip("zstandard")

from tests.gruquiz.exchange.fuzz_packages import mutants, outcome

WAYS = {"zip", "pages", "values", "media", "frame"}


def test_every_mutant_is_read_or_refused_in_words(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    ways = set()
    for number, (way, path) in enumerate(islice(mutants(16, tmp_path), 300)):
        ways.add(way)
        seen[outcome(path, tmp_path / f"media{number}")] += 1
    assert ways == WAYS
    assert min(seen["read"], seen["read in part"], seen["refused"]) > 10, seen
