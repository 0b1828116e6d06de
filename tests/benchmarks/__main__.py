"""python -m tests.benchmarks [NAME …] [--cards N,N…] [--place FOLDER] [--json FILE]

The marks, measured on this machine. NAME is a family (`sequences`, `library.lookups`), a folder of
families (`library`) or a part of an entry's name, within the families named or, where none is, in
all; none runs everything. Peers come with `pip install --group bench` and are skipped with a
message where they are not installed. --cards and --place are for the families of the library and
for the app: reviews are timed in every place, all else in the first.
OpenBLAS picks its kernels by the processor; OPENBLAS_CORETYPE=SkylakeX asks for AVX-512.
"""

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from tests.benchmarks import FAMILIES
from tests.benchmarks.machine import compiled, description, single_thread
from tests.benchmarks.scope import PLACES, SIZES


def main() -> None:
    """Run what was asked for; the table to standard output, the data to the file."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAMILIES))
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"))
    parser.add_argument(
        "--cards", metavar="N,N…", help="sizes of libraries, to 1000000 [1000,10000,100000]"
    )
    parser.add_argument(
        "--place", action="append", metavar="FOLDER", help="where libraries lie [/dev/shm]"
    )
    arguments = parser.parse_args()
    if arguments.cards:
        os.environ[SIZES] = arguments.cards
    if arguments.place:
        os.environ[PLACES] = os.pathsep.join(arguments.place)
    single_thread()
    compiled()
    from tests.benchmarks.report import HEAD, data, line, rows  # after the threads are set

    machine = description()
    for key, value in machine.items():
        _say(f"{key}: {value}")
    measured = []
    chosen = [family for family in FAMILIES if {family, folder(family)} & {*arguments.names}]
    known = {*FAMILIES, *map(folder, FAMILIES)}
    parts = [name for name in arguments.names if name not in known]
    for family in chosen or FAMILIES:
        _say(f"\n{family}\n{HEAD}")
        for entry in import_module(f"tests.benchmarks.{family}").entries():
            if parts and not any(part in entry.name for part in parts):
                continue
            for row in rows(family, entry):
                _say(line(row))
                measured.append(data(row))
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(
        json.dumps({"machine": machine, "rows": measured}, indent=1, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
    missed = sum(row["met"] is False for row in measured)
    _say(f"\n{len(measured)} rows, {missed} marks missed; data in {arguments.json}")


def folder(family: str) -> str:
    """The folder of families that one belongs to; the family itself where it has none."""
    return family.partition(".")[0]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
