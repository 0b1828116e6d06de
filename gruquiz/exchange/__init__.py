"""Exchange with other programs: one file a format. A new one is a file here, a line below, and its
command `exporting_…` in `gruquiz.cli.exchanging`."""

from collections.abc import Mapping
from types import MappingProxyType

EXCHANGES: Mapping[str, str] = MappingProxyType(
    {
        "tsv": "A table that Anki and spreadsheets read; a second import updates.",
        "apkg": "A package for Anki with schedules and reviews (needs the `anki` extra).",
        "schedules": "Your schedules into the notes of VAULT, as Obsidian's plug-in keeps them.",
    }
)
"""The formats of `export` in the order of its help, each with a line about it."""
