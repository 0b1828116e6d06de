"""Modules loaded by several threads at once are whole for each of them."""

import subprocess
import sys
from pathlib import Path

TWO_THREADS = """
import sys, threading, time
sys.setswitchinterval(1e-6)

class Slow:
    # A machine under load: between any two modules the other threads come forward.
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith("engine"):
            time.sleep(0.01)

sys.meta_path.insert(0, Slow)
from gruquiz.tui.loading import load_module
ready, failed = threading.Barrier(3), []

def load(*names):
    ready.wait()
    try:
        for name in names:
            load_module(name)
    except ImportError as error:
        failed.append(error)

threads = [
    threading.Thread(target=load, args=names)
    for names in (
        ["gruquiz.tui.screens.study"], ["gruquiz.tui.screens.import_notes", "gruquiz.cells"],
        ["engine.formula.latex", "engine"],
    )
]
for thread in threads: thread.start()
for thread in threads: thread.join()
sys.exit(str(failed) if failed else 0)
"""


def test_a_package_and_its_parts_are_loaded_by_three_threads() -> None:
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", TWO_THREADS],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[3],
        )
        assert done.returncode == 0, done.stderr
