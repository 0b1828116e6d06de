"""The part of Protocol Buffers' wire format that Anki collections use."""

from collections.abc import Iterator


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of each field; ValueError where the bytes are no message."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, form = key >> 3, key & 7
        if form == 0:
            value, at = _varint(message, at)
            yield number, value
        elif form in (1, 5):
            size = 8 if form == 1 else 4
            yield number, message[at : at + size]
            at += size
        elif form == 2:
            size, at = _varint(message, at)
            if at + size > len(message):
                raise ValueError("a field is longer than its message")
            yield number, message[at : at + size]
            at += size
        else:
            raise ValueError(f"wire type {form} is not used by Anki")


def messages(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields that hold bytes."""
    for number, value in fields(message):
        if isinstance(value, bytes):
            yield number, value


def text(message: bytes, number: int) -> str:
    """The text in a field; "" if absent."""
    found = [value for field, value in messages(message) if field == number]
    return found[-1].decode() if found else ""


def integer(message: bytes, number: int) -> int:
    """The number in a field; 0 if absent."""
    found = [v for field, v in fields(message) if field == number and isinstance(v, int)]
    return found[-1] if found else 0


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(message) or shift > 63:
            raise ValueError("a number is cut off")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
