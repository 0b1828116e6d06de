"""What an older version left open to other users of this computer is closed, once."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from gruquiz import private_files
from gruquiz.config.loader import read_config
from gruquiz.config.places import config_path, own_folders
from gruquiz.config.settings import sync_folder
from gruquiz.errors import ConfigError

FAULTS = "faults.log"
"""Beside the library: what went wrong in the program."""


def close_to_others(library: Path, environ: Mapping[str, str]) -> list[Path]:
    """Take other users' rights to the program's files away; the paths that were open to them.

    That is done once: the device's file, which lies beside every library that was studied, is
    closed last, and from then on the learner's own choice of rights stays. A library that its
    owner may only read was put there on purpose, and stays as it is. Folders are closed only where
    the program made them; the folder that machines share and what lies in it are never touched.
    """
    device = library.with_name("device")
    witness = device if device.exists() else library
    if not private_files.is_open_to_others(witness) or not _is_written_by_owner(library):
        return []
    settings = config_path(environ)
    shared = _shared_folder(settings)
    found = chain(_files(library, settings), _folders(library, settings, environ), (device,))
    return private_files.tighten(path for path in found if not _touches(path, shared))


def _is_written_by_owner(library: Path) -> bool:
    try:
        return bool(library.stat().st_mode & 0o200)
    except OSError:
        return False


def _shared_folder(settings: Path) -> Path | None:
    try:
        folder = sync_folder(read_config(settings))
    except ConfigError:
        return None  # reported where the settings are needed
    return None if folder is None else folder.resolve()


def _files(library: Path, settings: Path) -> Iterator[Path]:
    for ending in ("", "-wal", "-shm"):
        yield library.with_name(library.name + ending)
    yield library.with_name(FAULTS)
    yield settings
    backups = library.with_name(f"{library.stem}-backups")
    if not backups.is_symlink():
        yield from backups.glob("*.db*")
        yield backups


def _folders(library: Path, settings: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    own = own_folders(environ)
    yield from (path.parent for path in (library, settings) if path.parent in own)


def _touches(path: Path, shared: Path | None) -> bool:
    """Whether closing a path would close what machines share."""
    if shared is None:
        return False
    real = path.resolve()
    return real == shared or shared in real.parents or real in shared.parents
