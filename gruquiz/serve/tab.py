"""One tab: an app in a process of its own, and the connection to the page that shows it."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version

from aiohttp import WSCloseCode, WSMsgType, web

from gruquiz.serve.messages import (
    FocusChanged,
    MalformedMessageError,
    Pinged,
    Resized,
    Typed,
    read_message,
)
from gruquiz.serve.size_reports import SizeReports

BEGUN = b"__GANGLION__\n"
"""What Textual writes first where it is shown in a browser."""
LINES_BEFORE = 10
"""Lines that may come before it."""
PATIENCE = 2.5
"""Seconds in which an app that was asked to end does so; grades are on disk already."""
LAST_PATIENCE = 1.0
"""Seconds between being told to end and being ended."""
PING_EVERY = 0.8
"""Seconds between questions whether the page is still there; its browser answers by itself."""
LONGEST_SILENCE = 3.6
"""Seconds without any answer after which a page is gone, with its network or its machine. An app
that is asked to end then has ended within five seconds of the last word."""
LONGEST_REPORT = 20_000
"""Bytes kept of what an app says on stderr."""


def tab_environment(environ: Mapping[str, str], size: Resized) -> dict[str, str]:
    """The environment of an app whose terminal is a page."""
    return {
        **environ,
        "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
        "TEXTUAL_FPS": "60",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TERM_PROGRAM": "textual",
        "TERM_PROGRAM_VERSION": version("textual-serve"),
        "COLUMNS": str(size.width),
        "ROWS": str(size.height),
    }


class Tab:
    """An app and its page, from the first byte until neither is left."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        """Hands on pings and pongs too: how long the page has been silent is seen here."""
        self.heard_at = 0.0
        """When the page last said anything, by the clock of the loop."""
        self.size_reports = SizeReports()
        self.report = b""
        """What the app said on stderr: a fault of the program, or what it did when it ended."""

    async def run(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Show the app until it ends or its page is closed; then see to it that it has ended."""
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=dict(environment)
        )
        report = asyncio.create_task(self._keep_report(process))
        shown = asyncio.create_task(self._show(process))
        heard = asyncio.create_task(self._hear(process))
        silent = asyncio.create_task(self._ping())
        try:
            await asyncio.wait((shown, heard, silent), return_when=asyncio.FIRST_COMPLETED)
        finally:
            heard.cancel()
            silent.cancel()
            # Also where this task is cancelled: an app must not outlive its tab.
            await asyncio.shield(_end(process, shown))
            await asyncio.gather(shown, heard, silent, report, return_exceptions=True)

    async def _show(self, process: Process) -> None:
        """Hand on what the app draws; returns when it has no more to say."""
        stream = process.stdout
        if stream is None or not await _has_begun(stream):
            return
        with suppress(asyncio.IncompleteReadError):
            while True:
                kind = await stream.readexactly(1)
                payload = await stream.readexactly(int.from_bytes(await stream.readexactly(4)))
                if self.socket.closed:
                    continue  # read on: an app that is not heard could not end
                if kind == b"D":
                    with suppress(ConnectionError):
                        await self.socket.send_bytes(payload)
                elif kind == b"M" and json.loads(payload).get("type") == "exit":
                    return

    async def _ping(self) -> None:
        """Ask again and again whether the page is there; returns when it no longer answers."""
        loop = asyncio.get_running_loop()
        self.heard_at = loop.time()
        while loop.time() - self.heard_at < LONGEST_SILENCE:
            # A page that takes nothing more in would keep the question waiting.
            with suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(self.socket.ping(), PING_EVERY)
            await asyncio.sleep(PING_EVERY)

    async def _hear(self, process: Process) -> None:
        """Hand on what the page says; returns when it is closed, or says what no page says."""
        async for message in self.socket:
            self.heard_at = asyncio.get_running_loop().time()
            if message.type is WSMsgType.PONG:
                continue
            if message.type is WSMsgType.PING:
                await self.socket.pong(message.data)
                continue
            if message.type is not WSMsgType.TEXT:
                await self.socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
                return
            try:
                received = read_message(message.data)
            except MalformedMessageError:
                await self.socket.close(code=WSCloseCode.INVALID_TEXT)
                return
            match received:
                case Typed(data) if data:  # nothing at all is the end of what Textual reads
                    await _send(process, b"D", self.size_reports.disarm(data))
                case Resized(width, height):
                    await _send_meta(process, type="resize", width=width, height=height)
                case FocusChanged(gained):
                    await _send_meta(process, type="focus" if gained else "blur")
                case Pinged(value):
                    await self.socket.send_json(["pong", value])

    async def _keep_report(self, process: Process) -> None:
        stream = process.stderr
        while stream is not None and (part := await stream.read(1 << 12)):
            self.report = (self.report + part)[-LONGEST_REPORT:]


async def _has_begun(stream: asyncio.StreamReader) -> bool:
    for _ in range(LINES_BEFORE):
        line = await stream.readline()
        if line == BEGUN:
            return True
        if not line:
            break
    return False


async def _send(process: Process, kind: bytes, payload: bytes) -> None:
    if process.stdin is None:
        return
    with suppress(ConnectionError, RuntimeError):  # it has ended: that is seen to elsewhere
        process.stdin.write(kind + len(payload).to_bytes(4) + payload)
        await process.stdin.drain()


async def _send_meta(process: Process, **meta: object) -> None:
    await _send(process, b"M", json.dumps(meta).encode())


async def _end(process: Process, shown: asyncio.Task[None]) -> None:
    """Ask an app to end, then tell it to, then end it: within a few seconds it is gone."""
    asking = asyncio.create_task(_send_meta(process, type="quit"))
    for step, patience in (
        (None, PATIENCE), (process.terminate, LAST_PATIENCE), (process.kill, None)
    ):  # fmt: skip
        if step is not None:
            with suppress(ProcessLookupError):
                step()
        with suppress(TimeoutError):
            await asyncio.wait_for(_gone(process, shown), patience)
            break
    asking.cancel()


async def _gone(process: Process, shown: asyncio.Task[None]) -> None:
    """Wait for the end of an app, and read on meanwhile: it may still have something to say."""
    await asyncio.wait((shown,))
    while process.stdout is not None and await process.stdout.read(1 << 16):
        pass
    await process.wait()
