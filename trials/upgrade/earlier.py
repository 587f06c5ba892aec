"""The programs of an earlier version, as they stand in the history."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_MIGRATIONS: Final = "models/migrations/versions"
_SAMPLE: Final = (
    *("actions/test_orders.py", "actions/test_decisions.py", "actions/test_results.py"),
    *("actions/test_issuing.py", "actions/test_papers.py", "actions/test_outbox.py"),
    *("actions/test_councils.py", "actions/test_closet.py", "actions/test_needs.py"),
    *("actions/test_money.py", "actions/test_benefits.py", "actions/test_recognition.py"),
    *("actions/test_surveys.py", "actions/test_agreements.py", "actions/test_audit.py"),
    *("actions/test_personal.py", "portal/test_task.py", "portal/test_account.py"),
)
"""The tests of the earlier version that are run on the schema of this one: what people do most."""
_SEATING: Final = """
import json
from datetime import timedelta
from actions import doors, people, rehearsal, tokens, wiring
from models import queries
with wiring.unit_of_work() as session:
    rehearsal.seat_cast(session)
told = {}
with wiring.unit_of_work() as session:
    for handle in ("dat-hang", "so.chuyen-vien"):
        actor = people.find(session, handle)
        last = wiring.today() + timedelta(days=30)
        told[handle] = tokens.make(session, actor, "thu", ["read", "write"], last).key
    officer = session.scalars(queries.people_by_handles(["so.chuyen-vien"])).one()
    told["session"] = doors.admit(session, officer)
print(json.dumps(told))
"""


class NoHistory(Exception):
    """Raised when there is no earlier version to be had here; the sentence says why."""


@dataclass(frozen=True)
class Earlier:
    """An earlier version, laid out in a folder.

    Attributes:
        commit: which one, in short.
        folder: where its files lie.
        head: the last migration that it knows.
    """

    commit: str
    folder: Path
    head: str

    def environment(self, told: Mapping[str, str], *more: Path) -> dict[str, str]:
        """What a program of it is told, so that its own modules are found before those of today."""
        return {**told, "PYTHONPATH": os.pathsep.join(map(str, (self.folder, *more)))}

    def run(self, code: str, told: Mapping[str, str]) -> str:
        """Run a few lines by its code; what they print.

        Raises:
            RuntimeError: they failed.
        """
        command = [sys.executable, "-P", "-c", code]
        done = subprocess.run(  # noqa: S603 - own words
            command,
            env=self.environment(told),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip()[-800:])
        return done.stdout

    def migrate(self, told: Mapping[str, str]) -> None:
        """Make its tables."""
        self.run("from actions import wiring; wiring.migrate()", told)

    def seated(self, told: Mapping[str, str]) -> str:
        """Seat the cast by its code; keys of the interface, and a session, as JSON."""
        return self.run(_SEATING, told).strip().splitlines()[-1]

    def tested(self, seconds: float, chosen: Sequence[str] = ()) -> dict[str, object]:
        """Run its tests on databases that the migrations of today have made.

        Args:
            seconds: after which the run is ended, and counts as failed.
            chosen: files of its `tests/`, if others than the sample.
        """
        there = [f"tests/{name}" for name in chosen or _SAMPLE if (self.folder / "tests" / name).exists()]
        words = ["-q", "-p", "no:cacheprovider", "-p", "on_next_schema", "-n", "2", "--dist", "loadgroup"]
        told = {name: value for name, value in os.environ.items() if not _IS_OURS.match(name)}
        environment = self.environment(told, Path(__file__).parent) | {"TRIALS_OF_TODAY": str(ROOT)}
        with subprocess.Popen(  # noqa: S603 - own words
            [sys.executable, "-P", "-m", "pytest", *words, *there],
            env=environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            try:
                said, _ = running.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                return {"files": len(there), "ok": False, "said": f"not ended within {seconds:.0f} s"}
            finally:
                _ended(running)
        lines = said.strip().splitlines() or ["nothing was said"]
        failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        return {"files": len(there), "ok": running.returncode == 0, "said": lines[-1], "failed": failed[:20]}


def _ended(running: subprocess.Popen[str]) -> None:
    """End a run of tests as Ctrl-C does: its servers end with it."""
    if running.poll() is None:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(_GRACE)
        except subprocess.TimeoutExpired:
            running.kill()


_GRACE: Final = 60.0
_IS_OURS: Final = re.compile("TRIPLEHELIX_|PREFECT_")


def chosen(name: str = "") -> str:
    """The commit that is tried: the one named; else the last tag; else the last before the newest migration.

    Raises:
        NoHistory: there is none here.
    """
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        raise NoHistory(
            "There is no history here (no git, or a copy without it), so no earlier version to try."
        )
    if name:
        return _git("rev-parse", "--short", f"{name}^{{commit}}")
    newest = _git("log", "-1", "--format=%h", "--diff-filter=A", "--", _MIGRATIONS)
    tag = _git("for-each-ref", "--count=1", "--sort=-creatordate", "--format=%(refname:short)", "refs/tags")
    if tag:
        return _git("rev-parse", "--short", f"{tag}^{{commit}}")
    if not newest:
        raise NoHistory("The history here is too short: no commit of it brought a migration.")
    return _git("rev-parse", "--short", f"{newest}^")


def laid_out(commit: str, folder: Path) -> Earlier:
    """Lay an earlier version out in a folder."""
    packed = subprocess.run(  # noqa: S603 - own words
        ["git", "archive", commit],  # noqa: S607 - whichever git stands here
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as files:
        files.extractall(folder, filter="data")
    return Earlier(commit, folder, heads(folder)[-1])


def heads(folder: Path) -> list[str]:
    """The revisions of a version's migrations, each after the one that it follows."""
    after: dict[str, str] = {}
    for file in (folder / _MIGRATIONS).glob("*.py"):
        said = dict(_SAID.findall(file.read_text(encoding="utf-8")))
        after[said.get("down_revision", "")] = said["revision"]
    found, last = [], ""
    while last in after:
        last = after[last]
        found.append(last)
    return found


_SAID: Final = re.compile(r"^(revision|down_revision)\b[^=]*= *['\"](\w+)['\"]", re.MULTILINE)


def _git(*words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - own words
            ["git", *words],  # noqa: S607 - whichever git stands here
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except subprocess.CalledProcessError as problem:
        raise NoHistory(f"git {words[0]}: {problem.stderr.strip()}") from problem
    return done.stdout.strip()
