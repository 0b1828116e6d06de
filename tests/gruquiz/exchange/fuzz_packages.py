"""Packages mutated in their parts: the zip, SQLite's pages, protobuf and JSON, Zstandard's frames.

    python -m tests.gruquiz.exchange.fuzz_packages SECONDS [SEED]

Each is read or refused in words. Prints how many were, the slowest, and the largest memory.
"""

import json
import resource
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from random import Random

from gruquiz.errors import NoteError
from gruquiz.exchange.anki.package_reader import read_package
from gruquiz.foreign import Refusals
from tests.gruquiz.exchange.packages import FIXTURES

ODD = (
    None, 0, -1, 1 << 40, (1 << 63) - 1, -(1 << 63), 9e999, -1e308, "", "x", "[]", "{}", "null",
    "{{c1::" * 70, "{{#a}}" * 70, "\0", "\x1f" * 500, "<ul><li>" * 500, b"", b"\xff\x08\x96\x01",
)  # fmt: skip
"""Values that no collection has, or hardly any."""


def damaged(random: Random, content: bytes) -> bytes:
    """Bytes with a few of them changed, cut out, doubled or left off."""
    data = bytearray(content)
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(data)) if data else 0
        match random.randrange(5):
            case 0 if data:
                data[at] ^= 1 << random.randrange(8)
            case 1:
                data[at : at + random.randrange(64)] = b""
            case 2:
                data[at:at] = data[at : at + random.randrange(64)]
            case 3:
                data[at : at + 8] = random.choice((b"\xff" * 8, bytes(8), b"\x7f" + b"\xff" * 7))
            case _:
                data = data[: max(at, len(data) // 2)]
    return bytes(data)


def odd_values(random: Random, content: bytes, folder: Path) -> bytes:
    """A collection in which columns of some rows hold something odd."""
    path = folder / "odd.db"
    path.write_bytes(content)
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    tables = [name for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )]  # fmt: skip
    for _ in range(random.randrange(1, 5)):
        table = random.choice(tables)
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        column, value = random.choice(columns), random.choice(ODD)
        try:
            connection.execute(
                f'UPDATE "{table}" SET "{column}" = ? WHERE rowid % ? = 0',
                (value, random.randrange(1, 4)),
            )
        except (sqlite3.Error, UnicodeEncodeError):
            continue
    connection.commit()
    connection.close()
    return path.read_bytes()


def mutants(seed: int, folder: Path) -> Iterator[tuple[str, Path]]:
    """Packages without end, each with the name of what was done to it."""
    import zstandard

    random, path = Random(seed), folder / "mutant.apkg"
    packer, unpacker = zstandard.ZstdCompressor(), zstandard.ZstdDecompressor()
    parts = {}
    for form in ("new.apkg", "legacy.apkg", "new.colpkg"):
        with zipfile.ZipFile(FIXTURES / form) as archive:
            parts[form] = {name: archive.read(name) for name in archive.namelist()}
    while True:
        form = random.choice(list(parts))
        members = dict(parts[form])
        name = next(n for n in ("collection.anki21b", "collection.anki21") if n in members)
        packed = name.endswith("b")
        way = random.choice(("zip", "pages", "values", "media", "frame"))
        if way == "zip":
            path.write_bytes(damaged(random, (FIXTURES / form).read_bytes()))
            yield way, path
            continue
        target = "media" if way == "media" else name
        content = members[target]
        if packed and way != "frame":
            with unpacker.stream_reader(content) as reader:
                content = reader.read()
        if way == "values":
            content = odd_values(random, content, folder)
        elif way == "media" and not packed and random.random() < 0.5:
            content = json.dumps({"0": random.choice(("a.png", 5, None, [], "../x"))}).encode()
        else:
            content = damaged(random, content)
        members[target] = packer.compress(content) if packed and way != "frame" else content
        with zipfile.ZipFile(path, "w") as archive:
            for member, data in members.items():
                archive.writestr(member, data)
        yield way, path


def outcome(path: Path, folder: Path) -> str:
    """`read`, `read in part` or `refused`; raises what nobody foresaw."""
    refusals = Refusals()
    try:
        read_package(path, UTC, folder, refusals=refusals)
    except NoteError as error:
        if error.path != path or not error.message:
            raise AssertionError(f"an error without its place: {error}") from error
        return "refused"
    return "read in part" if refusals else "read"


def main(seconds: float, seed: int) -> None:
    """Run for a time and print the figures."""
    counts: Counter[tuple[str, str]] = Counter()
    slowest, end = (0.0, ""), time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number, (way, path) in enumerate(mutants(seed, folder)):
            start = time.process_time()
            try:
                counts[way, outcome(path, folder / f"media{number % 50}")] += 1
            except Exception:
                Path(f"fault-{seed}-{number}.apkg").write_bytes(path.read_bytes())
                raise
            slowest = max(slowest, (time.process_time() - start, f"{way} {number}"))
            if time.monotonic() > end:
                break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = [f"{way}: {what} {count}" for (way, what), count in sorted(counts.items())]
    lines.append(f"{counts.total()} packages; slowest {slowest[0]:.3f} s ({slowest[1]})")
    sys.stdout.write("\n".join([*lines, f"largest memory {memory} MiB\n"]))


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
