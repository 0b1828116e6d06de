"""The settings put into their file."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from gruquiz import private_files
from gruquiz.config.settings import Config
from gruquiz.errors import ConfigError
from gruquiz.model import DeckOptions


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
        for one in fields(DeckOptions)
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
        private_files.make_folder(path.parent, parents=True)
        private_files.write(path, "\n".join(lines).lstrip("\n") + "\n")
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
