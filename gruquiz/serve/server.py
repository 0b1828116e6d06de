"""A server for the app: on this machine alone, unless a token guards it."""

import asyncio
import hmac
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

LOOPBACK = ("127.0.0.1", "localhost", "::1")
COOKIE = "gruquiz"
PATIENCE = 50
"""Tenths of a second that apps are given to end."""
TEMPLATES = Path(__file__).parent / "templates"

# The page may load nothing and speak to nobody but this server.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


class GruquizServer(Server):
    """Serves the page and the app behind it to those who may see them."""

    def __init__(
        self, command: str, host: str, port: int, token: str, say: Callable[[str], None]
    ) -> None:
        super().__init__(command, host, port, title="gruquiz", templates_path=TEMPLATES)
        self.token = token
        """What the address must carry; "" for none."""
        self.say = say
        self.tabs: set[asyncio.Task[object]] = set()
        """The connections that are open."""

    @property
    def address(self) -> str:
        """What to open in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/" + (f"?token={self.token}" if self.token else "")

    def initialize_logging(self) -> None:
        """No log: what matters is said."""

    async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002 - the base's signature
        """Say where the app is."""
        self.say(f"gruquiz is at {self.address}  (Ctrl+C stops it)")

    async def handle_index(self, request: web.Request) -> Any:
        """The page; the cookie it sets lets its connection in."""
        self.admit(request)
        response = await super().handle_index(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        if self.token:
            response.set_cookie(COOKIE, self.token, httponly=True, samesite="Strict")
        return response

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """The connection that drives an app."""
        self.admit(request)
        origin = request.headers.get("Origin")
        # A page of another site could open this connection as well: only ours may.
        if origin is None or urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="Only gruquiz's own page may connect here.")
        tab = asyncio.current_task()
        if tab is None:  # never so: a handler runs in a task
            raise web.HTTPInternalServerError
        self.tabs.add(tab)
        try:
            return await super().handle_websocket(request)
        finally:
            self.tabs.discard(tab)

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 - the base's signature
        """End the apps of open tabs and wait until they have ended."""
        tabs = list(self.tabs)
        for tab in tabs:
            tab.cancel()
        await asyncio.gather(*tabs, return_exceptions=True)
        if os.name == "posix":
            for _ in range(PATIENCE):
                try:
                    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                except ChildProcessError:
                    break  # no app is left
                await asyncio.sleep(0.1)

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file that the app hands out."""
        self.admit(request)
        return await super().handle_download(request)

    def admit(self, request: web.Request) -> None:
        """Raise HTTPForbidden for whom the app is not meant."""
        if self.token:
            given = request.query.get("token") or request.cookies.get(COOKIE, "")
            if not hmac.compare_digest(given.encode(), self.token.encode()):
                raise web.HTTPForbidden(
                    text="The address needs its token: open the one that `gruquiz serve` told."
                )
        elif urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            # Another site's name that was made to point here.
            raise web.HTTPForbidden(text=f"Open {self.address}")
