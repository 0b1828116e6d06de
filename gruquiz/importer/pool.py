"""Processes that read notes: this very module, run by the same Python, spoken to through pipes.

`multiprocessing` would do the same and run the caller's main script again in each process.
"""

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import BinaryIO

from gruquiz.importer.workers import ReadJob, ReadOutcome, read_job

Process = subprocess.Popen[bytes]


class Pool:
    """A few processes, each served by a thread of its own."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.free: SimpleQueue[Process] = SimpleQueue()
        self.processes: list[Process] = []

    def __enter__(self) -> "Pool":
        for _ in range(self.count):
            process = subprocess.Popen(
                [sys.executable, "-m", "gruquiz.importer.pool"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self.processes.append(process)
            self.free.put(process)
        self.threads = ThreadPoolExecutor(self.count)
        return self

    def __exit__(self, *_: object) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)
        for process in self.processes:
            process.kill()
        self.threads.shutdown()
        for process in self.processes:
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what a dead process left unread cannot be flushed
                    if pipe is not None:
                        pipe.close()
            process.wait()

    def map(
        self, chunks: Sequence[Sequence[ReadJob]], ahead: int
    ) -> Iterator[list[ReadOutcome] | None]:
        """The outcomes of each chunk, in order; None where its process died."""
        waiting: deque[Future[list[ReadOutcome] | None]] = deque()
        for chunk in chunks:
            waiting.append(self.threads.submit(self.read, chunk))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def read(self, chunk: Sequence[ReadJob]) -> list[ReadOutcome] | None:
        process = self.free.get()
        try:
            if process.stdin is None or process.stdout is None:
                return None
            pickle.dump(list(chunk), process.stdin)
            process.stdin.flush()
            found: list[ReadOutcome] = pickle.load(process.stdout)  # noqa: S301 - from our own process
        except (OSError, EOFError, pickle.UnpicklingError):
            return None
        finally:
            self.free.put(process)
        return found


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Read chunks of jobs until there are no more."""
    while True:
        try:
            jobs: list[ReadJob] = pickle.load(source)  # noqa: S301 - from the process that started us
        except EOFError:
            return
        pickle.dump([read_job(job) for job in jobs], sink)
        sink.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
