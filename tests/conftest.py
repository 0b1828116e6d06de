"""Before any test: the settings of whoever runs them are put aside, here and in every process that
a test starts."""

import os
import re
import time

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
