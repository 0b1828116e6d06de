"""Files into notes: encoding, repair of garbled text, front matter, title."""

import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path, PurePath

from gruquiz.errors import NoteError
from gruquiz.model import Note, NoteWarning
from gruquiz.notes.front_matter import front_matter
from gruquiz.notes.headings import heading
from gruquiz.notes.tags import inline_tags, metadata_tags

MAX_BYTES = 32 * 1024 * 1024
"""No note is larger: what is, is a log or a dump under a wrong name."""

# What may reach a terminal is text. Everything else of ASCII and C1 but tab and newline is
# replaced by a sign that shows it.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SIGNS = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_SIGNS |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
del _SIGNS[0x09], _SIGNS[0x0A]

# Bytes that are no part of a control sign, whatever the encoding.
_HARMLESS = bytes((0x09, 0x0A, 0x0D, *range(0x20, 0x7F), *range(0xA0, 0xC2), *range(0xC3, 0xFE)))
_FLAGS = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Bytes as they are on Windows; elsewhere no waiting for who writes to a pipe."""

# Windows-1252 differs from Latin-1 only here; the five bytes it leaves open stand for themselves.
_WINDOWS = {
    byte: bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(128, 160)
}

# A lead byte of UTF-8 and a byte that follows it, both as Windows-1252 shows them.
_GARBLED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160"
    "\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153"
    "\u017e\u0178]"
)
# Begins with a letter that can be looked for fast; what stands before it is judged line by line.
_MARK = re.compile(r"#[^\s#]")
_WORD = re.compile(r"[^\W\d_]{3,}")


def read_note(path: Path | str) -> Note:
    """The note in a file; NoteError where it cannot be read as text.

    A path that is a string is taken as it is, with forward slashes: of ten thousand files, making
    a `Path` of each takes as long as reading them.
    """
    try:
        file = os.open(path, os.O_RDONLY | _FLAGS)
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):  # a device might have no end
                raise NoteError("this is no ordinary file", path)
            if status.st_size > MAX_BYTES:
                raise NoteError(
                    f"{status.st_size / 1e6:.0f} MB is too large for a note; the limit is "
                    f"{MAX_BYTES // 1024**2} MB: split the file",
                    path,
                )
            content = os.read(file, status.st_size + 1)
            if len(content) != status.st_size:  # it is being written, or has no size of its own
                content += _rest(file)
        finally:
            os.close(file)
    except OSError as error:
        raise NoteError(f"cannot be read: {error.strerror or error}", path) from error
    return note_of(content, path, mtime_ns=status.st_mtime_ns)


def _rest(file: int) -> bytes:
    """What follows in an open file."""
    parts: list[bytes] = []
    while part := os.read(file, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def note_of(content: bytes, path: Path | str, mtime_ns: int = 0) -> Note:
    """The note that these bytes of the file at `path` are."""
    text, warnings = _decode(content, path)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not text.isascii():
        warnings.extend(_repair(lines))
    # Most bytes of most notes are harmless, which this check finds ten times as fast as the search.
    if content.translate(None, _HARMLESS) and _CONTROL.search(text) is not None:
        lines = [line.translate(_SIGNS) for line in lines]
    fields, closing, complaint = front_matter(lines)
    if complaint is not None:
        warnings.append(complaint)
    if closing:
        lines[:closing] = [""] * closing
    tags = metadata_tags(fields) if fields else ()
    if _MARK.search(text) is not None:
        tags += tuple(tag for tag in inline_tags(lines) if tag not in tags)
    return Note(
        path=path if isinstance(path, str) else path.as_posix(),
        title=_title(path, fields, lines),
        lines=tuple(lines),
        metadata=fields,
        tags=tags,
        digest=blake2b(content, digest_size=16).digest(),
        size=len(content),
        mtime_ns=mtime_ns,
        warnings=tuple(warnings),
    )


def _decode(content: bytes, path: Path | str) -> tuple[str, list[NoteWarning]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), [NoteWarning(1, "written in UTF-16: read as such")]
        except UnicodeDecodeError as error:
            raise NoteError("starts like UTF-16 but is not: save it as UTF-8", path, 1) from error
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise NoteError("is not text: it holds a zero byte", path, line)
    try:
        return content.removeprefix(BOM_UTF8).decode(), []
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
    warning = NoteWarning(
        line, f"not UTF-8: byte 0x{byte:02X}; read as Windows-1252 — save the note as UTF-8"
    )
    return content.decode("latin-1").translate(_WINDOWS), [warning]


def _repair(lines: list[str]) -> Iterator[NoteWarning]:
    """Mends lines that hold UTF-8 read as Windows-1252, in place; one warning a note."""
    first = 0
    for index, line in enumerate(lines):
        if line.isascii() or _GARBLED.search(line) is None:
            continue
        from ftfy import fix_encoding  # only for the few notes that need it

        mended = fix_encoding(line)
        if len(mended) < len(line):
            lines[index] = mended
            first = first or index + 1
    if first:
        yield NoteWarning(
            first, "garbled letters (UTF-8 read as Windows-1252) are shown mended; note untouched"
        )


def _title(path: Path | str, fields: dict[str, object], lines: list[str]) -> str:
    """What the note calls itself; the file's name where it has no better."""
    for key in ("title", "name"):
        named = fields.get(key)
        if isinstance(named, str) and named.strip():
            return named.strip()
    content = (line.strip() for line in lines[:40] if line.strip())
    first = next(content, "")
    found = heading(first)
    if found is not None and found[0] == 1 and found[1]:
        return found[1]
    stem = PurePath(path).stem
    if any(_WORD.fullmatch(part) for part in re.split(r"[\W_]+", stem)):
        return stem
    if len(first.split()) <= 8 and _WORD.search(first) and first[-1] not in ".!?:;,]|>":
        return first
    return stem
