"""A plugin of pytest for an earlier version's tests: their databases are made by the migrations of today.

It knows nothing of either version but the name of the function that migrates; it is found by its folder
(`PYTHONPATH`), for `trials` is the earlier version's own there.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_BY_TODAY = "import sys; from actions import wiring; wiring.migrate(sys.argv[1])"


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Let whoever asks for the last version of the tables have that of today."""
    from actions import wiring

    by_their_own = wiring.migrate

    def migrate(url: str = "", to: str = "head") -> None:
        if to != "head" or not url:
            by_their_own(url, to)
            return
        told = {**os.environ, "PYTHONPATH": os.environ["TRIALS_OF_TODAY"]}
        subprocess.run([sys.executable, "-P", "-c", _BY_TODAY, url], env=told, check=True)  # noqa: S603 - own words

    wiring.migrate = migrate
