"""Where the program's files lie, and what this device is called.

The environment is an argument: only the command line reads the real one.
"""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import ConfigError

LINUX = sys.platform.startswith("linux")
XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "config": ("XDG_CONFIG_HOME", ".config"),
    "state": ("XDG_STATE_HOME", ".local/state"),
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


def log_path(environ: Mapping[str, str]) -> Path:
    """The program's own log, in the user's state directory."""
    return _user_directory("state", environ) / "gruquiz.log"


def own_folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders that the program makes itself, where the learner named no others."""
    return tuple(_user_directory(kind, environ) for kind in XDG)


def _user_directory(kind: str, environ: Mapping[str, str]) -> Path:
    if LINUX:  # what platformdirs says there, without its 20 ms
        variable, folder = XDG[kind]
        home = Path(environ["HOME"]) if "HOME" in environ else Path.home()
        return Path(environ.get(variable, "").strip() or home / folder) / "gruquiz"
    import platformdirs

    paths = {
        "data": platformdirs.user_data_path,
        "config": platformdirs.user_config_path,
        "state": platformdirs.user_state_path,
    }
    return paths[kind]("gruquiz", appauthor=False)


def bundled_decks() -> Path:
    """The folder of the decks shipped with the program.

    A wheel carries them inside the package; in a checkout they lie beside it.
    """
    package = Path(__file__).parent.parent
    inside = package / "decks"
    return inside if inside.is_dir() else package.parent / "decks"


def is_overwritten(note: Path) -> bool:
    """Whether a note is one of the program's own, which the next upgrade overwrites."""
    return Path(__file__).parent.parent in note.parents


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
    with suppress(ConfigError):  # where nothing can be written, nothing will be logged by it
        name_device(directory, name)
    return name


def name_device(directory: Path, name: str) -> None:
    """Keep another name for this device. Raises ConfigError."""
    file = directory / "device"
    try:
        private_files.make_folder(directory, parents=True)
        private_files.write(file, name + "\n")
    except OSError as error:
        raise ConfigError(
            f"the name of this device cannot be kept: {error.strerror}", file
        ) from error
