"""Packages as somebody who means harm, or a broken program, would make them."""

import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).with_name("fixtures")


def collection(folder: Path, *statements: str) -> bytes:
    """The fixtures' collection of nine cards after some statements."""
    path = folder / "made.db"
    with zipfile.ZipFile(FIXTURES / "legacy.apkg") as good:
        path.write_bytes(good.read("collection.anki21"))
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def changed(folder: Path, column: str, change: Callable[[Any], object]) -> bytes:
    """The collection with another JSON in a column of `col`."""
    content = collection(folder)
    path = folder / "made.db"
    path.write_bytes(content)
    connection = sqlite3.connect(path)
    (old,) = connection.execute(f"SELECT {column} FROM col").fetchone()
    new = json.dumps(change(json.loads(old)))
    connection.execute(f"UPDATE col SET {column} = ?", (new,))
    connection.commit()
    connection.close()
    return path.read_bytes()


def package(
    path: Path, content: bytes, others: Mapping[str, bytes] | None = None, name: str = "anki21"
) -> Path:
    """A package with a collection and other members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"collection.{name}", content)
        for member, data in (others or {"media": b"{}"}).items():
            archive.writestr(member, data)
    return path
