"""Everything that the learner may set."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from gruquiz.errors import ConfigError
from gruquiz.model import DeckOptions


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; the defaults where there is no file."""

    rollover_hour: int = 4
    """The hour of the night at which the next study day begins."""
    grades: str = "buttons"
    """buttons (again, hard, good, easy) or 0-5."""
    options: DeckOptions = field(default_factory=DeckOptions)
    decks: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: MappingProxyType({}))
    """What single decks change of `options`, by the deck's whole path."""
    tables: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: MappingProxyType({}))
    """Every other table of the file, for those who know its keys (`keys`, `import`, `app`)."""

    def of(self, deck: str) -> DeckOptions:
        """The options of a deck: its own over its parents' over the general ones."""
        options = self.options
        parts = deck.split("/")
        for depth in range(1, len(parts) + 1):
            own = self.decks.get("/".join(parts[:depth]))
            if own:
                options = replace(options, **own)  # type: ignore[arg-type]  # checked when read
        return options


def sync_folder(config: Config) -> Path | None:
    """The folder by which devices meet, `[sync] folder`; None where there is none."""
    folder = config.tables.get("sync", {}).get("folder")
    if folder is None:
        return None
    if not isinstance(folder, str) or not folder.strip():
        raise ConfigError("folder in [sync] is the path of a folder")
    return Path(folder).expanduser()
