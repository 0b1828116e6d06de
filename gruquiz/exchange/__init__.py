"""Exchange with other programs: one file a format. A new one is a file here and a line below."""

from collections.abc import Mapping
from types import MappingProxyType

EXCHANGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "tsv": (
            "exporting_tsv",
            "A table that Anki and spreadsheets read; a second import updates.",
        ),
        "apkg": (
            "exporting_apkg",
            "A package for Anki with schedules and reviews (needs the `anki` extra).",
        ),
        "schedules": (
            "exporting_schedules",
            "Your schedules into the notes of VAULT, as Obsidian's plug-in keeps them.",
        ),
    }
)
"""The formats of `export` in the order of its help: the command's name and a line about it."""
