"""By which addresses the app can be opened, and one of them as a picture that a phone reads."""

import socket
from collections.abc import Iterator

ANY = ("0.0.0.0", "::", "")  # noqa: S104 - what the learner may ask for, not what is listened at
ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""An address for documents of each family: nothing is sent there."""


def hosts(host: str) -> list[str]:
    """The names and addresses by which other machines find what listens at `host`, the surest
    first; where that is one of them, it alone."""
    if host not in ANY:
        return [host]
    families = {socket.AF_INET} if host != "::" else {socket.AF_INET, socket.AF_INET6}
    found = [address for family, address in _addresses() if family in families]
    name = socket.gethostname()
    if name and name != "localhost":
        found.append(name)
    return list(dict.fromkeys(found)) or ["127.0.0.1"]


def address(host: str, port: int, token: str) -> str:
    """What is typed into a browser."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/" + (f"?token={token}" if token else "")


def _addresses() -> Iterator[tuple[socket.AddressFamily, str]]:
    """This machine's addresses that others may reach: the one it would write from first."""
    for family, elsewhere in ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((elsewhere, 9))
                yield from _reachable(family, probe.getsockname()[0])
        except OSError:
            continue  # no network of this family
    try:
        known = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
    except OSError:
        return  # the machine does not know its own name
    for family, _, _, _, place in known:
        yield from _reachable(family, str(place[0]))


def _reachable(
    family: socket.AddressFamily, found: str
) -> Iterator[tuple[socket.AddressFamily, str]]:
    from ipaddress import ip_address

    kind = ip_address(found.partition("%")[0])
    if not (kind.is_loopback or kind.is_link_local or kind.is_unspecified):
        yield family, found


def code(text: str) -> list[str]:
    """A QR code as lines of half blocks, dark upon light; none where segno is not installed."""
    try:
        import segno  # part of the `web` extra, and not needed by what it shows
    except ModuleNotFoundError:
        return []
    rows = [
        [bool(dark) for dark in row] for row in segno.make(text, micro=False).matrix_iter(border=2)
    ]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    signs = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    return [
        "".join(signs[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
