"""An environment of packages that a trial needs and the product does not: made for the run, thrown away."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_PATIENCE: Final = 120
"""Seconds for one step of making it."""


@contextmanager
def environment(*packages: str) -> Iterator[Path]:
    """The folder of programs of an environment with these packages, which ends with the block.

    Raises:
        OSError: the packages cannot be had; it says what the installer said.
    """
    with tempfile.TemporaryDirectory(prefix="triplehelix-apart-") as folder:
        python = Path(folder, "bin", "python")
        uv = shutil.which("uv")
        if uv:
            _run(uv, "venv", "--quiet", "--python", sys.executable, folder, "--allow-existing")
            _run(uv, "pip", "install", "--quiet", "--python", str(python), *packages)
        else:
            venv.create(folder, with_pip=True)
            _run(str(python), "-m", "pip", "install", "--quiet", *packages)
        yield python.parent


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # noqa: S603 - own words
    except subprocess.TimeoutExpired as late:
        raise OSError(f"{Path(command[0]).name} took more than {_PATIENCE} s") from late
    if done.returncode:
        raise OSError(done.stderr.strip() or done.stdout.strip())
