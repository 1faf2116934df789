"""Processors to compute as: the kernels that numpy and its BLAS would choose on another machine.

`OPENBLAS_CORETYPE` has OpenBLAS take the kernels of another processor, `NPY_DISABLE_CPU_FEATURES` has numpy do without
its vector instructions. Both are read when numpy is imported, so each kernel needs a process of its own.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
NEEDS = {
    "Prescott": {"pni"},
    "Nehalem": {"sse4_2"},
    "Sandybridge": {"avx"},
    "Haswell": {"avx2", "fma"},
    "Zen": {"avx2", "fma"},
    "SkylakeX": {"avx512f", "avx512vl"},
}
"""Processor flags without which the kernels of a core end in an illegal instruction."""


@dataclass(frozen=True)
class Kernel:
    """`core` is OpenBLAS's name of a processor; `vectors` is False where numpy does without vector instructions."""

    core: str
    vectors: bool = True

    def __str__(self) -> str:
        return self.core if self.vectors else f"{self.core}, no vectors"

    @property
    def environment(self) -> dict[str, str]:
        set_for_all = {**os.environ, "OPENBLAS_CORETYPE": self.core, "OPENBLAS_NUM_THREADS": "1"}
        return set_for_all if self.vectors else {**set_for_all, **self._without_vectors()}

    @staticmethod
    def _without_vectors() -> dict[str, str]:
        """Have numpy do without vector instructions, and the C library's exp and log too."""
        return {
            "NPY_DISABLE_CPU_FEATURES": " ".join(optional_features()),
            "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
        }

    def run(self, *command: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Run Python with this kernel, from the root of the checkout."""
        return subprocess.run(
            [sys.executable, *command],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )


def flags() -> set[str]:
    """Return the flags of this machine's processor, as Linux names them."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return set()
    return next((set(line.split(":")[1].split()) for line in text.splitlines() if line.startswith("flags")), set())


def optional_features() -> list[str]:
    """Return the vector instructions that numpy would use here and can do without."""
    core = __import__("numpy._core._multiarray_umath" if np.__version__ >= "2" else "numpy.core._multiarray_umath")
    umath = core._core._multiarray_umath if np.__version__ >= "2" else core.core._multiarray_umath
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]


def available() -> list[Kernel]:
    """Return the kernels that this machine can run, each with and without numpy's vector instructions."""
    here = flags()
    return [Kernel(core, vectors) for core, needed in NEEDS.items() if needed <= here for vectors in (True, False)]


def in_force() -> str:
    """Return which core OpenBLAS computes as in this process, and what numpy uses of the processor; "" if unknown."""
    libraries = [line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "openblas" in line]
    if not libraries:
        return ""
    library = ctypes.CDLL(libraries[0])
    name = next(
        (n for n in ("scipy_openblas_get_corename64_", "openblas_get_corename64_") if hasattr(library, n)), None
    )
    if name is None:
        return ""
    corename = getattr(library, name)
    corename.restype = ctypes.c_char_p
    return f"{corename().decode()} {' '.join(optional_features())}"
