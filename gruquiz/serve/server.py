"""A server for the app: on this machine alone, unless a token guards it."""

import asyncio
import logging
import secrets
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template

import textual_serve
from aiohttp import web

from gruquiz.serve.admission import TOO_MANY, Admission
from gruquiz.serve.messages import LARGEST, MalformedMessageError, size
from gruquiz.serve.tab import Tab, tab_environment

FAREWELL = 2.0
"""Seconds that a page has to answer that it is being closed."""
PAGE = Path(__file__).parent / "templates" / "app_index.html"
STATIC = Path(textual_serve.__file__).parent / "static"
FONT_SIZES = range(4, 65)

# The page may load nothing and speak to nobody but this server.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Served:
    """The app that is shown, and where."""

    command: Sequence[str]
    environ: Mapping[str, str]
    host: str
    port: int
    token: str
    """What the address must carry; "" for none."""


class GruquizServer:
    """Serves the page and the app behind it to those who may see them."""

    def __init__(self, served: Served, say: Callable[[str], None]) -> None:
        self.served = served
        self.say = say
        """Prints a line for whoever started the server."""
        self.admission = Admission(served.token, served.port)
        self.tabs: set[asyncio.Task[None]] = set()
        """The apps that run."""

    def application(self) -> web.Application:
        """What answers requests."""
        application = web.Application(middlewares=[_refuse_malformed])
        application.router.add_get("/", self.page)
        application.router.add_get("/ws", self.connect)
        application.router.add_static("/static", STATIC)
        application.on_response_prepare.append(_keep_from_other_sites)
        application.on_shutdown.append(self.end_tabs)
        return application

    def serve(self, announce: Callable[[], None]) -> None:
        """Serve until the process is told to stop. Raises OSError where it cannot listen."""
        with suppress(KeyboardInterrupt):  # where signals cannot be caught
            asyncio.run(self._serve(announce))

    async def _serve(self, announce: Callable[[], None]) -> None:
        runner = web.AppRunner(self.application(), access_log=None, logger=log)
        stop = asyncio.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.served.host, self.served.port).start()
            announce()
            await stop.wait()
        finally:
            await runner.cleanup()

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page; the cookie it sets lets its connection in."""
        guest = self.admission.admit(request)
        if self.admission.is_full(guest):
            raise web.HTTPServiceUnavailable(text=TOO_MANY, headers={"Retry-After": "10"})
        asked = request.query.get("fontsize", "16")
        if not (asked.isascii() and asked.isdecimal() and int(asked[:4]) in FONT_SIZES):
            raise web.HTTPBadRequest(text="fontsize is a number from 4 to 64.")
        nonce = secrets.token_urlsafe(12)
        text = Template(PAGE.read_text(encoding="utf-8")).substitute(nonce=nonce, font_size=asked)
        policy = {"Content-Security-Policy": POLICY.format(nonce=nonce)}
        response = web.Response(text=text, content_type="text/html", headers=HEADERS | policy)
        self.admission.remember(guest, response)
        return response

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The connection that drives an app."""
        guest = self.admission.admit_connection(request)
        shape = size(request.query.get("width", "80"), request.query.get("height", "24"))
        socket = web.WebSocketResponse(timeout=FAREWELL, autoping=False, max_msg_size=LARGEST)
        with self.admission.tab(guest):
            await socket.prepare(request)
            tab = Tab(socket)
            task = asyncio.create_task(
                tab.run(self.served.command, tab_environment(self.served.environ, shape))
            )
            self.tabs.add(task)
            try:
                await task
            finally:
                self.tabs.discard(task)
                for line in tab.report.decode("utf-8", "replace").splitlines():
                    self.say(line)
                await socket.close()
        return socket

    async def end_tabs(self, _: web.Application) -> None:
        """End the apps of open tabs and wait until they have ended."""
        tabs = list(self.tabs)
        for tab in tabs:
            tab.cancel()
        await asyncio.gather(*tabs, return_exceptions=True)


async def _keep_from_other_sites(_: web.Request, response: web.StreamResponse) -> None:
    """Let no page of another site load any answer, not even to find out that gruquiz runs here."""
    for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy"):
        response.headers.setdefault(name, HEADERS[name])


@web.middleware
async def _refuse_malformed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What no browser sends is refused in a word; a fault of ours is logged and not shown."""
    try:
        return await handler(request)
    except (MalformedMessageError, UnicodeError) as error:
        raise web.HTTPBadRequest(text="This is no request of gruquiz's page.") from error
    except (web.HTTPException, asyncio.CancelledError):
        raise
    except Exception as error:
        log.exception("a request could not be answered")
        raise web.HTTPInternalServerError(text="gruquiz could not answer that.") from error
