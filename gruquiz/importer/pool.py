"""Chunks of notes read by several processes."""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stderr

from gruquiz.importer.workers import ReadJob, ReadOutcome, read_job

AHEAD = 3
"""Chunks under way for each process: enough to keep it busy, few enough to hold little in
memory."""


def read_chunks(
    chunks: Sequence[Sequence[ReadJob]], processes: int
) -> Generator[list[ReadOutcome] | None, None, None]:
    """The outcomes of each chunk, in order; None for a chunk whose process died.

    Closing the iterator cancels the chunks that no process has begun.
    """
    pool = _start(processes)
    waiting: deque[Future[list[ReadOutcome]] | None] = deque()
    done = False
    try:
        for chunk in chunks:
            waiting.append(_submit(pool, chunk))
            if len(waiting) > AHEAD * processes:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
        done = True
    finally:
        pool.shutdown(wait=done, cancel_futures=True)


def _start(processes: int) -> ProcessPoolExecutor:
    # Forking is not safe here: the app reads notes in a thread. To start, multiprocessing passes
    # the number of stderr's file on, and that of Textual's stand-in for it is -1, which it
    # refuses (`bad value(s) in fds_to_keep`).
    with redirect_stderr(sys.__stderr__):
        return ProcessPoolExecutor(
            processes, multiprocessing.get_context("spawn"), initializer=_begin
        )


def _begin() -> None:
    """Leave ctrl-C to the process that started this one, and its terminal alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _submit(
    pool: ProcessPoolExecutor, chunk: Sequence[ReadJob]
) -> Future[list[ReadOutcome]] | None:
    try:
        return pool.submit(_read, list(chunk))
    except BrokenProcessPool:
        return None


def _result(future: Future[list[ReadOutcome]] | None) -> list[ReadOutcome] | None:
    try:
        return None if future is None else future.result()
    except BrokenProcessPool:
        return None


def _read(jobs: Sequence[ReadJob]) -> list[ReadOutcome]:
    return [read_job(job) for job in jobs]
