"""The file that a device shares: a library, followed by a checksum that proves it complete."""

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

ENDING = ".gruquiz"
SEGMENT = ".gruseg"
MARK = b"\ngruquiz file ends "
PROOF = len(MARK) + 16
"""Bytes after the library: the mark and a hash of all before it."""
CHUNK = 1 << 20

OWN_NAME = re.compile(
    r"[\w-]+-[0-9a-f]{8}(?:\.gruquiz|-(?P<first>\d{6,12})-(?P<last>\d{6,12})\.gruseg)"
)
"""A device's own file; any other name is a copy that a tool made of two versions."""
ODD = re.compile(r"[^\w-]+")
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", "!sync")


class FileStamp(NamedTuple):
    """Size and times of a file: equal ones mean that it has not changed."""

    size: int
    mtime_ns: int
    ctime_ns: int


def take_stamp(path: Path) -> FileStamp:
    status = path.stat()
    return FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def is_shared_file(name: str) -> bool:
    """Whether a file of the folder is a device's, or a copy that a tool made of one: Syncthing
    writes its word before the ending, Dropbox and Nextcloud too, git after it."""
    shared = ENDING in name or SEGMENT in name
    return shared and name[0] not in ".~" and not name.lower().endswith(UNFINISHED)


def own_name(device: str, birth: str) -> str:
    """The file of a device's library."""
    return f"{ODD.sub('-', device) or 'device'}-{birth}{ENDING}"


def is_conflict_copy(name: str) -> bool:
    return OWN_NAME.fullmatch(name) is None


def extract_library(path: Path, copy: Path) -> bytes | None:
    """Copy a device's library out of its file; the file's hash, or None if it is incomplete."""
    proof = b""
    digest = blake2b(digest_size=16)
    with path.open("rb") as source, copy.open("wb") as target:
        while part := source.read(CHUNK):
            part = proof + part
            proof = part[-PROOF:]
            digest.update(part[:-PROOF])
            target.write(part[:-PROOF])
    found = digest.digest()
    return found if proof == MARK + found else None


def read_proof(path: Path) -> bytes | None:
    """The file's hash, or None if it is incomplete."""
    proof = b""
    digest = blake2b(digest_size=16)
    with path.open("rb") as source:
        while part := source.read(CHUNK):
            part = proof + part
            proof = part[-PROOF:]
            digest.update(part[:-PROOF])
    found = digest.digest()
    return found if proof == MARK + found else None


def write_device_file(library: Path, path: Path) -> bytes:
    """Write a device's file as earlier versions know it, whole or not at all; its hash."""
    return put_whole(path, _chunks(library))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while part := source.read(CHUNK):
            yield part


def put_whole(path: Path, content: Iterable[bytes]) -> bytes:
    """Write a file and its proof, whole or not at all, and on the disk when this returns; its
    hash. The folder may be watched by a tool: it sees one new file, under a name that tools leave
    alone until it is whole."""
    draft = path.with_name(f".~{path.name}.tmp")
    digest = blake2b(digest_size=16)
    try:
        with draft.open("wb") as target:
            for part in content:
                digest.update(part)
                target.write(part)
            target.write(MARK + digest.digest())
            target.flush()
            os.fsync(target.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _settle(path.parent)
    return digest.digest()


def _settle(folder: Path) -> None:
    """Have a rename on disk; where folders cannot be opened, the system sees to it itself."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass  # a network's file system: no more can be done
    finally:
        os.close(handle)
