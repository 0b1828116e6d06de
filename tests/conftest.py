"""Before any test: the settings of whoever runs them are put aside, here and in every process that
a test starts. And which tests are quick."""

import os
import re
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SLOW = (
    "engine/formula/test_free_symbols.py",
    "engine/formula/test_latex.py",
    "engine/formula/test_recogniser.py",
    "engine/formula/test_spellings_of_holes.py",
    "engine/formula/test_typed_answers.py",
    "engine/test_drill_kinds.py",
    "engine/test_step_drill.py",
    "gruquiz/cli/test_completion.py",
    "gruquiz/cli/test_ended_by_signal.py",
    "gruquiz/cli/test_places.py",
    "gruquiz/cli/test_plain.py",
    "gruquiz/exchange/test_fuzzed_packages.py",
    "gruquiz/exchange/test_schedules.py",
    "gruquiz/test_bad_vaults.py",
    "gruquiz/test_devices.py",
    "gruquiz/test_duplicates.py",
    "gruquiz/test_faults.py",
    "gruquiz/test_growth.py",
    "gruquiz/test_hostile.py",
    "gruquiz/test_identity.py",
    "gruquiz/test_killed.py",
    "gruquiz/test_killed_sync.py",
    "gruquiz/test_machine.py",
    "gruquiz/test_merge.py",
    "gruquiz/test_quiz.py",
    "gruquiz/test_read_only.py",
    "gruquiz/test_replay.py",
    "gruquiz/test_restore.py",
    "gruquiz/test_serve.py",
    "gruquiz/test_serve_guests.py",
    "gruquiz/tui",
    "test_architecture.py",
    "test_benchmarks.py",
    "test_documents.py",
    "test_packaging.py",
    "test_reference.py",
    "test_surroundings.py",
)
"""Files and folders that take seconds: processes, browsers and the app, histories of many acts.
`pytest -m quick` leaves them out."""

_PERSONAL = re.compile(
    r"(?:XDG|GRUQUIZ|_GRUQUIZ|TEXTUAL|LC)_\w+"
    r"|EDITOR|VISUAL|(?:NO|FORCE)_COLOR|COLORTERM|COLUMNS|LINES|LANG(?:UAGE)?"
)
_FOR_TESTS = frozenset(("GRUQUIZ_GOLDEN", "GRUQUIZ_SHOTS", "GRUQUIZ_ANKI_PYTHON"))
"""Set on purpose by who runs them."""

for _name in [name for name in os.environ if _PERSONAL.fullmatch(name)]:
    if _name not in _FOR_TESTS:
        del os.environ[_name]
os.environ |= {"TERM": "xterm-256color", "TZ": "UTC"}
if hasattr(time, "tzset"):  # not on Windows
    time.tzset()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as quick what is in no slow file or folder."""
    slow = [TESTS / place for place in SLOW]
    places = {item.path for item in items}
    quick = {place for place in places if not any(place.is_relative_to(one) for one in slow)}
    for item in items:
        if item.path in quick:
            item.add_marker(pytest.mark.quick)
