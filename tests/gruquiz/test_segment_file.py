"""What a segment's file may be: packed and unpacked, hostile, of another format."""

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from gruquiz.devices.device_file import (
    put_whole,
)
from gruquiz.devices.segment_file import (
    MAGIC,
    read_header,
    unpack_segment,
    write_segment,
)
from tests.gruquiz.cards import NOW
from tests.gruquiz.test_devices import Machine, state


@pytest.fixture
def desk(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "desk")


@pytest.mark.parametrize(
    ("header", "stream", "words"),
    [
        ({"size": 10**12, "replaces": []}, b"short", "cannot be"),
        ({"size": -1, "replaces": []}, b"short", "cannot be"),
        ({"size": 99, "replaces": []}, zlib.compress(b"x" * 98), "does not hold"),
        ({"size": 99, "replaces": []}, zlib.compress(b"x" * 100_000), "does not hold"),
        ({"size": 99, "replaces": []}, zlib.compress(b"x" * 99)[:-3], "does not hold"),
        ({"size": 99, "replaces": []}, zlib.compress(b"x" * 99) + b"more", "does not hold"),
        ({"size": 99, "replaces": []}, b"no stream", "cannot be unpacked"),
        ({"size": 9000, "replaces": []}, zlib.compress(b"x" * 9000), "not a gruquiz library"),
        ({"size": "9", "replaces": []}, b"", "does not say"),
        ({"size": True, "replaces": []}, b"", "does not say"),
        ({"size": 9, "replaces": [9]}, b"", "does not say"),
        ({"replaces": []}, b"", "does not say"),
    ],
)
def test_a_hostile_segment_is_refused_by_name_and_loses_nothing(
    header: Mapping[str, object], stream: bytes, words: str, desk: Machine
) -> None:
    path = desk.folder / "other-01234567-000001-000001.gruseg"
    put_whole(path, [MAGIC, json.dumps(header).encode(), b"\n", stream])
    before = state(desk.library)
    (skipped,) = desk.sync(NOW).skipped
    assert skipped.file == path
    assert words in skipped.reason
    assert state(desk.library) == before
    assert path.exists()


def test_a_segment_of_another_format_is_left_alone(desk: Machine, tmp_path: Path) -> None:
    path = desk.folder / "other-01234567-000001-000001.gruseg"
    put_whole(path, [b"gruquiz segment 2\n{}\n"])
    (skipped,) = desk.sync(NOW).skipped
    assert "newer" in skipped.reason
    put_whole(path, [MAGIC + b"[" * 100_000 + b"\n"])
    (skipped,) = desk.sync(NOW).skipped
    assert "does not say" in skipped.reason


def test_a_segment_gives_back_what_was_packed(tmp_path: Path) -> None:
    library, file, copy = tmp_path / "library", tmp_path / "one.gruseg", tmp_path / "copy"
    for content in (b"", b"x", os.urandom(3_000_000), bytes(5_000_000)):
        library.write_bytes(content)
        digest = write_segment(library, file, ["ab", "cd"])
        found = read_header(file)
        assert found is not None
        assert found[0] == digest
        assert found[1].replaces == ("ab", "cd")
        unpack_segment(file, copy)
        assert copy.read_bytes() == content
