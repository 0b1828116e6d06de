"""Who may see the app: a token in the address, then a cookie, and so many tabs of each guest."""

import hmac
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from aiohttp import web

LOOPBACK = ("127.0.0.1", "localhost", "::1")
TABS_EACH = 6
"""Tabs that a browser may have open at once; each is a process of some 80 MB."""
TABS_ALL = 24
"""Tabs of all browsers."""

TOO_MANY = "Too many tabs are open. Close one, then load this page again."


class Admission:
    """Lets in who has the token, and remembers a browser by a cookie of its own."""

    def __init__(self, token: str, port: int) -> None:
        self.token = token
        """What the address must carry; "" where only this machine can ask."""
        self.cookie = f"gruquiz-{port}"
        """Cookies know no ports: another server of this machine must have another name."""
        self.key = secrets.token_bytes(32)
        self.tabs: Counter[str] = Counter()
        """The open tabs of each guest."""

    def admit(self, request: web.Request) -> str:
        """The guest who asks for the page: the one of the cookie, or a new one with the token.

        Raises HTTPForbidden for whom the app is not meant, HTTPBadRequest for what no browser asks.
        """
        self._refuse_other_names(request)
        guest = self._known(request)
        if guest is not None:
            return guest
        given = request.query.get("token", "")
        if self.token and not _is_same(given, self.token):
            raise web.HTTPForbidden(
                text="The address needs its token: open the one that `gruquiz serve` printed."
            )
        return secrets.token_urlsafe(16)

    def admit_connection(self, request: web.Request) -> str:
        """The guest whose page connects. Raises HTTPForbidden for any other than our own page."""
        self._refuse_other_names(request)
        try:
            origin = urlsplit(request.headers.get("Origin", "")).netloc
        except ValueError as error:
            raise web.HTTPBadRequest(text="This is no origin.") from error
        guest = self._known(request)
        # A page of another site could open this connection as well: only ours may.
        if guest is None or not origin or origin != request.host:
            raise web.HTTPForbidden(text="Only gruquiz's own page may connect here.")
        return guest

    def remember(self, guest: str, response: web.StreamResponse) -> None:
        """Give the browser the cookie by which it is known from now on."""
        response.set_cookie(
            self.cookie, f"{guest}.{self._seal(guest)}", httponly=True, samesite="Strict"
        )

    def is_full(self, guest: str) -> bool:
        """Whether this guest can open no more tabs now."""
        return self.tabs[guest] >= TABS_EACH or self.tabs.total() >= TABS_ALL

    @contextmanager
    def tab(self, guest: str) -> Iterator[None]:
        """One of the guest's tabs. Raises HTTPServiceUnavailable where there are too many."""
        if self.is_full(guest):
            raise web.HTTPServiceUnavailable(text=TOO_MANY)
        self.tabs[guest] += 1
        try:
            yield
        finally:
            self.tabs[guest] -= 1
            if not self.tabs[guest]:
                del self.tabs[guest]

    def _known(self, request: web.Request) -> str | None:
        guest, _, seal = request.cookies.get(self.cookie, "").rpartition(".")
        return guest if guest and _is_same(seal, self._seal(guest)) else None

    def _seal(self, guest: str) -> str:
        return hmac.digest(self.key, _bytes(guest), "sha256").hex()

    def _refuse_other_names(self, request: web.Request) -> None:
        try:
            name = urlsplit(f"//{request.host}").hostname
        except ValueError as error:
            raise web.HTTPBadRequest(text="This is no host.") from error
        # Another site's name that was made to point here; a token it could not know.
        if not self.token and name not in LOOPBACK:
            raise web.HTTPForbidden(text="Open the address that `gruquiz serve` printed.")


def _is_same(given: str, known: str) -> bool:
    return hmac.compare_digest(_bytes(given), _bytes(known))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # what is compared may be half a letter
