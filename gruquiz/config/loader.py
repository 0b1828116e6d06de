"""The settings as their file holds them, each checked."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from gruquiz.config.settings import Config
from gruquiz.errors import ConfigError
from gruquiz.model import DeckOptions
from gruquiz.schedulers import SCHEDULERS
from gruquiz.schedulers.fsrs import checked_parameters

CHOICES: Mapping[str, tuple[str, ...]] = {
    "scheduler": tuple(scheduler.key for scheduler in SCHEDULERS),
    "sm2_variant": ("paper", "reference"),
    "new_order": ("after", "mixed", "before"),
    "grades": ("buttons", "0-5"),
}

RANGES: Mapping[str, tuple[float, float]] = {
    "rollover_hour": (0, 23),
    "new": (0, 99_999),
    "reviews": (0, 99_999),
    "retention": (0.7, 0.99),
    "maximum_interval": (1, 36_500),
    "leech_lapses": (0, 999),
    "leech_again": (1, 999),
}


def read_config(path: Path) -> Config:
    """The settings of a TOML file; the defaults where there is none. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the settings cannot be read: {error}", path) from error
    return parse_settings(text, path)


def parse_settings(text: str, path: Path | None = None) -> Config:
    """The settings that a TOML text holds. Raises ConfigError."""
    import tomllib  # only where there is a file to read

    try:
        document = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(
            "not TOML for settings: its brackets are nested too deeply", path
        ) from error
    except ValueError as error:  # what is no TOML, or a number of thousands of digits
        raise ConfigError(f"not TOML: {error}", path) from error
    return config_from(document, path)


def config_from(document: Mapping[str, object], path: Path | None = None) -> Config:
    """The settings that a parsed TOML document holds, checked. Raises ConfigError."""
    general: dict[str, object] = {}
    tables: dict[str, Mapping[str, object]] = {}
    for key, value in document.items():
        if key in ("options", "decks"):
            continue
        if isinstance(value, dict):
            tables[key] = value
        elif key in ("rollover_hour", "grades"):
            general[key] = _checked(key, value, path)
        else:
            raise ConfigError(
                f"Unknown setting {key!r}. Use rollover_hour, grades, and the tables "
                "[options], [decks.…], [keys], [import], [app], [sync]",
                path,
            )
    decks = _table(document.get("decks", {}), "decks", path)
    return Config(
        options=DeckOptions(**_options(document.get("options", {}), "options", path)),  # type: ignore[arg-type]  # checked by _options
        decks={deck: _options(own, f"decks.{deck}", path) for deck, own in decks.items()},
        tables=tables,
        **general,  # type: ignore[arg-type]  # checked above
    )


def _table(value: object, name: str, path: Path | None) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ConfigError(f"[{name}] must be a table", path)
    return value


def _options(value: object, name: str, path: Path | None) -> dict[str, object]:
    """The options of one table, each of its type, choice and range."""
    known = {one.name for one in fields(DeckOptions)}
    checked = {}
    for key, setting in _table(value, name, path).items():
        if key not in known:
            raise ConfigError(
                f"Unknown option {key!r} in [{name}]. Use one of {', '.join(sorted(known))}", path
            )
        checked[key] = _checked(key, setting, path)
    return checked


def _checked(key: str, value: object, path: Path | None) -> object:
    if key in CHOICES:
        if value not in CHOICES[key]:
            raise ConfigError(
                f"{key} must be one of {', '.join(CHOICES[key])}, not {value!r}", path
            )
        return value
    if key == "easy_days":
        days = value if isinstance(value, list | tuple) else [value]
        if not all(type(day) is int and 0 <= day <= 6 for day in days):
            raise ConfigError(
                "easy_days must be a list of days, from 0 for Monday to 6 for Sunday", path
            )
        return tuple(days)
    if key == "fsrs_parameters":
        numbers = value if isinstance(value, list | tuple) else [value]
        try:
            return checked_parameters(numbers)
        except ValueError as error:
            raise ConfigError(f"fsrs_parameters: {error}", path) from error
    if key in RANGES:
        low, high = RANGES[key]
        kinds = (int, float) if key == "retention" else (int,)
        if not isinstance(value, kinds) or isinstance(value, bool) or not low <= value <= high:
            raise ConfigError(
                f"{key} must be a number from {low:g} to {high:g}, not {value!r}", path
            )
        return value
    if not isinstance(value, bool):
        raise ConfigError(f"{key} must be true or false, not {value!r}", path)
    return value
