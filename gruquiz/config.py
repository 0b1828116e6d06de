"""What the learner has set, and where the program's files lie.

The environment is an argument: only the command line reads the real one.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType

from gruquiz.errors import ConfigError

LINUX = sys.platform.startswith("linux")
XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "config": ("XDG_CONFIG_HOME", ".config"),
}
"""Where Linux programs keep things: a variable, and a folder of the home where it is not set."""


def library_path(environ: Mapping[str, str]) -> Path:
    """The library's file: GRUQUIZ_LIBRARY, else in the user's data directory."""
    chosen = environ.get("GRUQUIZ_LIBRARY")
    return Path(chosen).expanduser() if chosen else _user_directory("data", environ) / "library.db"


def config_path(environ: Mapping[str, str]) -> Path:
    """The settings' file: GRUQUIZ_CONFIG, else in the user's configuration directory."""
    chosen = environ.get("GRUQUIZ_CONFIG")
    return (
        Path(chosen).expanduser() if chosen else _user_directory("config", environ) / "config.toml"
    )


def _user_directory(kind: str, environ: Mapping[str, str]) -> Path:
    if LINUX:  # what platformdirs says there, without its 20 ms
        variable, folder = XDG[kind]
        home = Path(environ["HOME"]) if "HOME" in environ else Path.home()
        return Path(environ.get(variable, "").strip() or home / folder) / "gruquiz"
    import platformdirs

    if kind == "data":
        return platformdirs.user_data_path("gruquiz", appauthor=False)
    return platformdirs.user_config_path("gruquiz", appauthor=False)


def bundled_decks() -> Path:
    """The folder of the decks shipped with the program.

    A wheel carries them inside the package; in a checkout they lie beside it.
    """
    package = Path(__file__).parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parent / "decks"


def is_overwritten(note: Path) -> bool:
    """Whether a note lies inside the program, where the next upgrade writes its own over it."""
    return Path(__file__).parent in note.parents


def device_name(directory: Path) -> str:
    """This device's name in the log: 8 hexadecimal digits, made once and kept in `directory`."""
    file = directory / "device"
    try:
        name = file.read_text(encoding="ascii").strip()
        if name:
            return name
    except (OSError, UnicodeDecodeError):
        pass  # no name yet, or none that can be read: a new one does no harm
    name = os.urandom(4).hex()
    name_device(directory, name)
    return name


def name_device(directory: Path, name: str) -> None:
    """Keep another name for this device. Raises ConfigError."""
    file = directory / "device"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file.write_text(name + "\n", encoding="ascii")
    except OSError as error:
        raise ConfigError(
            f"the name of this device cannot be kept: {error.strerror}", file
        ) from error


def sync_folder(config: "Config") -> Path | None:
    """The folder by which devices meet, `[sync] folder`; None where there is none."""
    folder = config.tables.get("sync", {}).get("folder")
    if folder is None:
        return None
    if not isinstance(folder, str) or not folder.strip():
        raise ConfigError("folder in [sync] is the path of a folder")
    return Path(folder).expanduser()


@dataclass(frozen=True, slots=True)
class Options:
    """How a deck is studied; a sub-deck takes its parent's where it says nothing."""

    scheduler: str = "sm2"
    """sm2 or fsrs. On 9,999 learners' logs the published benchmark has a log loss of 0.547 for
    SM-2, which was not made to predict, 0.339 for FSRS-6, 0.321 with weights trained for each."""
    sm2_variant: str = "paper"
    """paper or reference: which of its author's two descriptions is followed."""
    new: int = 20
    """New cards a day, sub-decks included."""
    reviews: int = 200
    """Reviews a day, sub-decks included."""
    new_order: str = "after"
    """Whether new cards come after the reviews, before them or mixed among them."""
    bury_siblings: bool = True
    """New cards of a block wait for tomorrow once another card of it is asked today."""
    retention: float = 0.9
    """FSRS: the share of due cards that should be remembered."""
    fuzz: bool = False
    """Move due dates by up to 5 % to the quietest day; off keeps SM-2's own intervals."""
    lateness: bool = False
    """Credit half of the days that a card was late when it is still known."""
    easy_days: tuple[int, ...] = ()
    """Days of the week to keep light, 0 is Monday; used with `fuzz`."""
    maximum_interval: int = 36500
    """Days."""
    leech_lapses: int = 8
    """Lapses after which a card is set aside as a leech; 0 never."""
    leech_again: int = 4
    """Lapses after which it is set aside again."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings; the defaults where there is no file."""

    rollover_hour: int = 4
    """The hour of the night at which the next study day begins."""
    grades: str = "buttons"
    """buttons (again, hard, good, easy) or 0-5."""
    options: Options = Options()
    decks: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: MappingProxyType({}))
    """What single decks change of `options`, by the deck's whole path."""
    tables: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: MappingProxyType({}))
    """Every other table of the file, for those who know its keys (`keys`, `import`, `app`)."""

    def of(self, deck: str) -> Options:
        """The options of a deck: its own over its parents' over the general ones."""
        options = self.options
        parts = deck.split("/")
        for depth in range(1, len(parts) + 1):
            own = self.decks.get("/".join(parts[:depth]))
            if own:
                options = replace(options, **own)  # type: ignore[arg-type]  # checked when read
        return options


CHOICES: Mapping[str, tuple[str, ...]] = {
    "scheduler": ("sm2", "fsrs"),
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
    import tomllib  # only where there is a file to read

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
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
                f"{key!r} is no setting; known are rollover_hour, grades, and the tables "
                "[options], [decks.…], [keys], [import], [app], [sync]",
                path,
            )
    decks = _table(document.get("decks", {}), "decks", path)
    return Config(
        options=Options(**_options(document.get("options", {}), "options", path)),  # type: ignore[arg-type]  # checked by _options
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
    known = {one.name for one in fields(Options)}
    checked = {}
    for key, setting in _table(value, name, path).items():
        if key not in known:
            raise ConfigError(f"{key!r} in [{name}] is no option; known are {sorted(known)}", path)
        checked[key] = _checked(key, setting, path)
    return checked


def _checked(key: str, value: object, path: Path | None) -> object:
    if key in CHOICES:
        if value not in CHOICES[key]:
            raise ConfigError(f"{key} is one of {', '.join(CHOICES[key])}, not {value!r}", path)
        return value
    if key == "easy_days":
        days = value if isinstance(value, list | tuple) else [value]
        if not all(type(day) is int and 0 <= day <= 6 for day in days):
            raise ConfigError("easy_days is a list of days, 0 for Monday to 6 for Sunday", path)
        return tuple(days)
    if key in RANGES:
        low, high = RANGES[key]
        kinds = (int, float) if key == "retention" else (int,)
        if not isinstance(value, kinds) or isinstance(value, bool) or not low <= value <= high:
            raise ConfigError(f"{key} is a number from {low:g} to {high:g}, not {value!r}", path)
        return value
    if not isinstance(value, bool):
        raise ConfigError(f"{key} is true or false, not {value!r}", path)
    return value


def write_config(config: Config, path: Path) -> None:
    """Write what differs from the defaults, so that a file says only what was chosen."""
    plain = Config()
    lines = [
        f"{key} = {_toml(getattr(config, key))}"
        for key in ("rollover_hour", "grades")
        if getattr(config, key) != getattr(plain, key)
    ]
    chosen = {
        one.name: getattr(config.options, one.name)
        for one in fields(Options)
        if getattr(config.options, one.name) != getattr(plain.options, one.name)
    }
    tables: list[tuple[str, Mapping[str, object]]] = [("options", chosen)]
    tables += [(f"decks.{_toml(deck)}", own) for deck, own in config.decks.items()]
    tables += [(_toml_key(name), table) for name, table in config.tables.items()]
    for name, table in tables:
        if table:
            lines += ["", f"[{name}]"]
            lines += [f"{_toml_key(key)} = {_toml(value)}" for key, value in table.items()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.write_text("\n".join(lines).lstrip("\n") + "\n", encoding="utf-8")
        fresh.replace(path)  # whole or not at all
    except OSError as error:
        raise ConfigError(f"the settings cannot be written: {error.strerror}", path) from error


def _toml_key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else _toml(key)


def _toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_toml_key(key)} = {_toml(one)}" for key, one in value.items())
        return "{" + inside + "}"
    escaped = "".join(
        f"\\u{ord(letter):04x}" if ord(letter) < 32 or letter in '"\\\x7f' else letter
        for letter in str(value)
    )
    return f'"{escaped}"'
