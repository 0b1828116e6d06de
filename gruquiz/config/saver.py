"""The settings put into their file, in which the learner's own comments and order stay."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gruquiz import private_files
from gruquiz.config.loader import parse_settings
from gruquiz.config.settings import Config
from gruquiz.errors import ConfigError
from gruquiz.model import DeckOptions

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Table = MutableMapping[str, Any]


def write_config(config: Config, path: Path) -> None:
    """Change in the file what differs; new lines only for what is not the default.

    Raises ConfigError where the file cannot be written, or holds no TOML.
    """
    before = _read(path)
    text = _changed(_parse(before, path), config)
    try:
        private_files.make_folder(path.parent, parents=True)
        if not _holds(text, config):  # seldom: TOML of a shape that tomlkit cannot change
            private_files.write(path.with_name(f"{path.name}.old"), before)
            text = _changed(_parse("", path), config)
        private_files.write(path, text)
    except OSError as error:
        raise ConfigError(f"the settings cannot be written: {error.strerror}", path) from error


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the settings cannot be read: {error}", path) from error


def _parse(text: str, path: Path) -> "TOMLDocument":
    """A document that keeps comments, blank lines and the order of keys."""
    import tomlkit  # only when settings are saved: reading needs no comments

    try:
        return tomlkit.parse(text)
    except (ValueError, RecursionError) as error:  # tomlkit's own errors are ValueErrors
        raise ConfigError(f"not TOML, so nothing was written: {error}", path) from error


def _holds(text: str, config: Config) -> bool:
    """Whether a file with this text would be read as these settings."""
    try:
        read = parse_settings(text)
    except ConfigError:
        return False
    return (
        (read.rollover_hour, read.grades, read.options)
        == (config.rollover_hour, config.grades, config.options)
        and _filled(read.decks) == _filled(config.decks)
        and _filled(read.tables) == _filled(config.tables)
    )


def _filled(tables: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """The tables that say anything, in plain types."""
    return {name: _plain(own) for name, own in tables.items() if own}


def _changed(document: "TOMLDocument", config: Config) -> str:
    """The document's text once it says what the settings are."""
    plain = Config()
    _replace(document, _chosen(document, config, plain, ("rollover_hour", "grades")), only=True)
    names = [one.name for one in fields(DeckOptions)]
    options = _chosen(document.get("options", {}), config.options, plain.options, names)
    _replace_table(document, "options", options)
    if _filled(config.decks) or "decks" in document:
        _replace_tables(_table(document, "decks", over=True), config.decks)
    for name in [name for name, value in document.items() if isinstance(value, Mapping)]:
        if name not in ("options", "decks") and name not in config.tables:
            del document[name]
    for name, own in config.tables.items():
        _replace_table(document, name, own)
    text = document.as_string().rstrip("\n")
    return text + "\n" if text else ""


def _chosen(
    table: Mapping[str, object], chosen: object, plain: object, names: Iterable[str]
) -> dict[str, object]:
    """What the table says already and what is not the default, with the values chosen."""
    values = {name: getattr(chosen, name) for name in names}
    return {
        name: value
        for name, value in values.items()
        if name in table or value != getattr(plain, name)
    }


def _table(document: Table, name: str, *, over: bool = False) -> Table:
    """A table of the document, made where there is none; `over` others, it has no line itself."""
    import tomlkit

    if name not in document:
        document[name] = tomlkit.table(is_super_table=over)
    table: Table = document[name]
    return table


def _replace_tables(table: Table, wanted: Mapping[str, Mapping[str, object]]) -> None:
    """Make the tables inside a table those wanted."""
    import tomlkit

    for name in [name for name in table if not wanted.get(name)]:
        del table[name]
    for name, own in wanted.items():
        is_new = name not in table
        _replace_table(table, name, own)
        if is_new and own:
            table[name].add(tomlkit.nl())


def _replace_table(document: Table, name: str, wanted: Mapping[str, object]) -> None:
    """Make the values of a table those wanted; a table without any is not begun."""
    if wanted or name in document:
        _replace(_table(document, name), wanted)


def _replace(table: Table, wanted: Mapping[str, object], *, only: bool = False) -> None:
    """Make the values of a table those wanted; with `only`, others stay.

    What is the same already is not set, so that its line stays as it was written.
    """
    for key in [] if only else [key for key in table if key not in wanted]:
        del table[key]
    for key, value in wanted.items():
        plain = _plain(value)
        if key not in table:
            _append(table, key, plain)
        elif _plain(table[key]) != plain:
            table[key] = plain


def _append(table: Any, key: str, value: object) -> None:
    """Add a line below the last one of a table, above comments that lead to the next table."""
    body = getattr(table, "body", None) or getattr(getattr(table, "value", None), "body", [])
    following = []
    while body and body[-1][0] is None:
        following.append(body.pop())
    table[key] = value
    body.extend(reversed(following))


def _plain(value: object) -> object:
    """A value in the types that TOML has, of tomlkit's items as well as of ours."""
    if hasattr(value, "unwrap"):
        value = value.unwrap()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value
