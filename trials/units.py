"""Do the units hold what they promise, under a real systemd?

    ./triplehelix trial units [--json FILE]

A systemd of our own (a user manager within mount and process namespaces of its own: it needs root, and ends
with them) runs the engine and the portal by the units of `deployments/systemd`: their type, watchdog,
restart, time to stop and credentials as shipped; changed are places, ports, and the watchdog's patience,
which is shortened. Hardening is not tried: a user manager cannot (`trial shipped` reads it). Each is killed,
frozen (SIGSTOP: no word to the watchdog), and stopped. A fault is a service that does not come back, that
began anew without a cause, or that does not stop in time. Where there is no systemd, or no root, it says so
and ends with 2.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from console import logins, secret_files
from console.ports import free_port
from console.stack import Stack

ROOT: Final = Path(__file__).parents[1]
_UNITS: Final = ROOT / "deployments" / "systemd"
_MANAGER: Final = Path("/lib/systemd/systemd")
_GROUPS: Final = Path("/sys/fs/cgroup/systemd")
_WATCHDOG: Final = 20
"""Seconds, in place of 60: the engine speaks every 5 s, the portal every 10 s."""
_PATIENCE: Final = 240.0
_SHIPPED_PYTHON: Final = "/opt/triplehelix/.venv/bin/python"
_CREDENTIAL: Final = re.compile(r"^LoadCredential=(\w+):\S*/(\w+)$")
SERVICES: Final = ("engine", "portal")


def unit(name: str, folder: Path, port: int) -> str:
    """The shipped unit with the places of this trial; what hangs on other units is left out."""
    lines = []
    for line in (_UNITS / f"triplehelix-{name}.service").read_text(encoding="utf-8").splitlines():
        if line.startswith(("After=", "Wants=", "Requires=")):
            continue
        there = line.replace(_SHIPPED_PYTHON, sys.executable).replace("8080", str(port))
        there = _CREDENTIAL.sub(rf"LoadCredential=\1:{folder}/secrets-{name}/\1", there)
        lines.append(re.sub(r"^WatchdogSec=.*", f"WatchdogSec={_WATCHDOG}", there))
    return "\n".join([*lines, f"EnvironmentFile={folder}/{name}.env", "LimitCORE=0", ""])


def _prepared(stack: Stack, folder: Path, name: str) -> None:
    """Lay a service's unit, settings and secrets down: what is a secret comes as a credential only."""
    told = logins.told(name, stack.given, stack.environment(), stack.postgres, stack.home)
    written = unit(name, folder, free_port())
    wanted = {
        found[1] for line in written.splitlines() if (found := re.match(r"LoadCredential=(\w+):", line))
    }
    secrets = folder / f"secrets-{name}"
    secrets.mkdir(mode=0o700)
    for variable in wanted:
        (secrets / variable).write_text(told.get(variable, ""), encoding="utf-8")
    plain = {
        variable: value
        for variable, value in told.items()
        if variable.startswith(("TRIPLEHELIX_", "PREFECT_", "PYTHONPATH"))
        and variable not in wanted
        and variable not in secret_files.OURS
    }
    lines = [f'{variable}="{value}"' for variable, value in plain.items()]
    (folder / f"{name}.env").write_text("\n".join(lines), encoding="utf-8")
    units = folder / "config" / "systemd" / "user"
    units.mkdir(parents=True, exist_ok=True)
    (units / f"triplehelix-{name}.service").write_text(written, encoding="utf-8")
    (units / "trial.target").write_text("[Unit]\nDefaultDependencies=no\n", encoding="utf-8")


# ---------------------------------------------------------------------- within the namespaces


@contextmanager
def _managed(folder: Path) -> Iterator[None]:
    """A systemd of our own; `/run` is empty here, but for the mark that says that there is one."""
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)  # noqa: S607 - root's own
    Path("/run/systemd/system").mkdir(parents=True)
    running = folder / "run"
    running.mkdir(mode=0o700)
    os.environ |= {"XDG_RUNTIME_DIR": str(running), "XDG_CONFIG_HOME": str(folder / "config")}
    words = [str(_MANAGER), "--user", "--log-target=console", "--unit=trial.target"]
    with (folder / "systemd.log").open("wb") as log:
        manager = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - own words
        try:
            until = time.monotonic() + 30
            while not (running / "systemd" / "private").exists() and time.monotonic() < until:
                time.sleep(0.1)
            yield
        finally:
            manager.terminate()
            manager.wait(60)


def _systemctl(*words: str) -> str:
    done = subprocess.run(  # noqa: S603 - own words
        ["systemctl", "--user", *words],  # noqa: S607 - whichever stands here
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"systemctl {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _shown(name: str) -> dict[str, str]:
    """How a service stands."""
    wanted = "ActiveState,SubState,MainPID,NRestarts,Result"
    lines = _systemctl("show", f"triplehelix-{name}.service", "-p", wanted).splitlines()
    return dict(line.partition("=")[::2] for line in lines)


def _back(name: str, restarts: int) -> float:
    """Wait until a service is active after so many restarts; the seconds that it took.

    Raises:
        RuntimeError: it did not come back.
    """
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        shown = _shown(name)
        if shown["ActiveState"] == "active" and int(shown["NRestarts"]) == restarts:
            return round(time.monotonic() - began, 1)
        time.sleep(0.3)
    raise RuntimeError(f"{name} did not come back: {_shown(name)}")


def _tried(name: str) -> dict[str, Any]:
    """Start, kill, freeze, leave alone and stop a service."""
    began = time.monotonic()
    _systemctl("start", f"triplehelix-{name}.service")
    found: dict[str, Any] = {"started_s": round(time.monotonic() - began, 1), "faults": []}
    time.sleep(2 * _WATCHDOG)
    if _shown(name)["NRestarts"] != "0":
        found["faults"].append(f"began anew without a cause: {_shown(name)}")
    for number, (how, word) in enumerate((("killed", signal.SIGKILL), ("frozen", signal.SIGSTOP)), start=1):
        os.kill(int(_shown(name)["MainPID"]), word)
        found[f"back_after_{how}_s"] = _back(name, number)
    began = time.monotonic()
    _systemctl("stop", f"triplehelix-{name}.service")
    found["stopped_s"] = round(time.monotonic() - began, 1)
    shown = _shown(name)
    if shown["ActiveState"] != "inactive":
        found["faults"].append(f"stopped badly: {shown}")
    return found


def _within(folder: Path) -> int:
    """What is done inside: try each service, and write down what came of it."""
    report: dict[str, Any] = {}
    with _managed(folder):
        for name in SERVICES:
            try:
                report[name] = _tried(name)
            except (RuntimeError, subprocess.TimeoutExpired) as problem:
                said = (folder / "systemd.log").read_text(encoding="utf-8", errors="replace")[-1500:]
                report[name] = {"faults": [str(problem), said]}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return 0


# ---------------------------------------------------------------------- around them


@contextmanager
def _standing(folder: Path) -> Iterator[None]:
    """PostgreSQL, Prefect's server and the units' files; cgroups that our systemd made go with it."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    os.environ |= {
        "TRIPLEHELIX_AUDIT_KEY": pem.decode(),
        "TRIPLEHELIX_HOME": str(folder / "state"),
        "TRIPLEHELIX_PORTAL_PORT": str(free_port()),
        "TRIPLEHELIX_PREFECT_PORT": str(free_port()),
    }
    stack = Stack.at(folder / "state")
    before = set(_groups())
    try:
        stack.ensure_database()
        os.environ |= stack.environment()
        from actions import wiring

        wiring.forget()
        wiring.migrate()
        stack.start(["prefect"])
        for name in SERVICES:
            _prepared(stack, folder, name)
        yield
    finally:
        stack.stop()
        stack.postgres.remove()
        for group in sorted(set(_groups()) - before, reverse=True):
            group.rmdir()


def _groups() -> Iterator[Path]:
    return (path for path in _GROUPS.rglob("*") if path.is_dir())


def _why_not() -> str:
    missing = [name for name in ("unshare", "systemctl", "mount") if shutil.which(name) is None]
    if missing or not _MANAGER.exists():
        return "There is no systemd here: not tried."
    return "" if os.geteuid() == 0 else "A systemd of our own needs root here: not tried."


def main() -> int:
    """Try the units; 1 at a fault, 2 where they cannot be tried."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial units", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--json", type=Path, help="where the report is written")
    reader.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.within:
        return _within(asked.within)
    if why_not := _why_not():
        sys.stdout.write(f"{why_not}\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    load, began = os.getloadavg()[0], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="triplehelix-units-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        with _standing(folder):
            spaces = ("--mount", "--pid", "--fork", "--mount-proc", "--propagation", "private")
            again = (sys.executable, "-m", "trials.units", "--within", str(folder))
            subprocess.run(["unshare", *spaces, *again], cwd=ROOT, check=True)  # noqa: S603, S607 - own words
        services: Mapping[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    faults = [fault for told in services.values() for fault in told["faults"]]
    report = {
        "watchdog_s": _WATCHDOG,
        "services": services,
        "seconds": round(time.monotonic() - began, 1),
        "load": round(load, 1),
    }
    if asked.json:
        asked.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    for name, told in services.items():
        sys.stdout.write(f"{name}: {told}\n")
    sys.stdout.write(f"{len(faults)} faults\n{json.dumps(report, ensure_ascii=False)}\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
