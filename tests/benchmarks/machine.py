"""What the figures were measured on."""

import ctypes
import os
import platform
from pathlib import Path

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def single_thread() -> None:
    """One thread for every numerics library; only of use before the first of them is imported."""
    for name in THREADS:
        os.environ[name] = "1"


def compiled() -> None:
    """Processes that are started keep their compiled modules, as those of an installed program."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def description() -> dict[str, str]:
    """Processor, Python, NumPy, the BLAS kernels in use and what was asked of them."""
    import numpy as np

    return {
        "processor": _processor(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": _openblas_core(Path(np.__file__).parent.parent / "numpy.libs"),
        "OPENBLAS_CORETYPE": os.environ.get("OPENBLAS_CORETYPE", "not set"),
        "load": " ".join(f"{value:.2f}" for value in os.getloadavg()),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for text in info.read_text(encoding="utf-8").splitlines():
            if text.startswith("model name"):
                return text.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _openblas_core(folder: Path) -> str:
    """The kernels that OpenBLAS chose, asked from the library that NumPy's wheel carries."""
    for path in sorted(folder.glob("*openblas*")):
        library = ctypes.CDLL(str(path))
        for name in ("scipy_openblas_get_corename64_", "openblas_get_corename64_"):
            function = getattr(library, name, None)
            if function is not None:
                function.restype = ctypes.c_char_p
                return f"OpenBLAS, {function().decode()} kernels"
    return "not OpenBLAS, or not NumPy's own"
