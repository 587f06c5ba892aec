"""The engines that people would pick instead, each doing the same work as we do.

They are taken from the package registry by name, at the versions that the benchmark states, into an
environment that is thrown away afterwards; the product never depends on them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PACKAGES = ("SpiffWorkflow==3.2.0", "django-viewflow==2.4.0", "psycopg[binary]>=3.2,<4")
_ROOT = Path(__file__).parent.parent.parent


@contextmanager
def environment(packages: Sequence[str] = PACKAGES) -> Iterator[Path]:
    """The Python of an environment with these packages in it, which ends with the block.

    Raises:
        SystemExit: when the packages cannot be had, with what the installer said.
    """
    with TemporaryDirectory(prefix="triplehelix-peers-") as folder:
        python = Path(folder, "bin", "python")
        uv = shutil.which("uv")
        if uv:
            _run([uv, "venv", "--quiet", "--python", sys.executable, folder, "--allow-existing"])
            _run([uv, "pip", "install", "--quiet", "--python", str(python), *packages])
        else:
            venv.create(folder, with_pip=True)
            _run([str(python), "-m", "pip", "install", "--quiet", *packages])
        yield python


def run(python: Path, program: str, *arguments: str) -> dict[str, Any]:
    """Run one peer's program (a module of this package) and read the JSON that it prints last."""
    said = _run([str(python), "-m", f"benchmarks.peers.{program}", *arguments])
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _run(command: list[str]) -> str:
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - own words
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
