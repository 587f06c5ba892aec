"""Audit the code and what it stands on: `./triplehelix trial audit`.

ruff's security rules (they run at every commit, too); bandit, whose findings that were looked at stand with
the reason in deployments/security/; and pip-audit over the locked versions. The programs are fetched for the
run into an environment that is thrown away. What could not be asked is said to be so, never counted as
clean. Ends with 1 when there is a finding that nobody has looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from trials import apart

_ROOT: Final = Path(__file__).parents[1]
_ROOMS: Final = ("actions", "console", "documents", "flows", "models", "portal")
_FOLDER: Final = _ROOT / "deployments" / "security"
_LOOKED_AT: Final = _FOLDER / "looked-at.json"


@dataclass(frozen=True)
class Audit:
    """What one program found: findings in all, those that nobody has looked at, or why it could not run."""

    name: str
    found: int = 0
    new: tuple[str, ...] = ()
    unasked: str = ""


_PATIENCE: Final = 100
"""Seconds for one program or one service: one that is away is not waited for."""


def _said(*command: str) -> subprocess.CompletedProcess[str]:
    """What a program says.

    Raises:
        OSError: it takes too long.
    """
    try:
        return subprocess.run(  # noqa: S603 - own words
            command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired as late:
        raise OSError(f"{Path(command[0]).name} took more than {_PATIENCE} s") from late


def _new(places: list[str], looked_at: dict[str, Any]) -> tuple[str, ...]:
    """Findings (rule and file) beyond the number that was looked at, with the reason beside it."""
    return tuple(
        f"{place}: {count}, looked at {known}"
        for place, count in sorted(Counter(places).items())
        if count > (known := looked_at.get(place, {"count": 0})["count"])
    )


def by_ruff(_: Path, __: dict[str, Any]) -> Audit:
    """The rules that ruff took over from bandit (S), over everything."""
    done = _said(sys.executable, "-m", "ruff", "check", "--select", "S", "--output-format", "json", *_ROOMS)
    found = json.loads(done.stdout)
    return Audit("ruff S", len(found), tuple(f"{each['code']} {each['filename']}" for each in found))


def by_bandit(programs: Path, looked_at: dict[str, Any]) -> Audit:
    """Everything of medium and high severity that bandit sees, also where ruff was told to be silent."""
    done = _said(str(programs / "bandit"), "-q", "-ll", "-f", "json", "-r", *_ROOMS)
    found = [f"{each['test_id']} {each['filename']}" for each in json.loads(done.stdout)["results"]]
    return Audit("bandit", len(found), _new(found, looked_at))


def by_pip_audit(programs: Path, _: dict[str, Any]) -> Audit:
    """Advisories on the locked versions, from PyPI, else from OSV."""
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder, "locked.txt")
        locked.write_text(
            _said(
                str(programs / "uv"), "export", "--frozen", "--no-dev", "--no-emit-project", "--quiet"
            ).stdout,
            encoding="utf-8",
        )
        why = ""
        for service in ("pypi", "osv"):
            words = ("-r", str(locked), "--no-deps", "--disable-pip", "-s", service, "--timeout", "10")
            try:
                done = _said(str(programs / "pip-audit"), *words, "-f", "json", "--progress-spinner", "off")
                told = json.loads(done.stdout)["dependencies"]
            except OSError as late:
                why = str(late)
                continue
            except ValueError:
                why = (done.stderr.strip().splitlines() or ["no word"])[-1]
                continue
            asked = [each for each in told if "vulns" in each]
            if asked:
                found = tuple(f"{each['name']} {one['id']}" for each in asked for one in each["vulns"])
                return Audit(f"pip-audit ({service}, {len(asked)} of {len(told)})", len(found), found)
            why = f"{service} knew none of {len(told)} packages"
    return Audit("pip-audit", unasked=f"no advisory service answered: {why[:160]}")


AUDITS: Final[tuple[tuple[tuple[str, ...], Callable[[Path, dict[str, Any]], Audit]], ...]] = (
    ((), by_ruff),
    (("bandit==1.9.4",), by_bandit),
    (("pip-audit", "uv>=0.9"), by_pip_audit),
)
"""Each audit, with the packages that it is made by; uv reads the lock."""


def main() -> int:
    """Run each, and say what it found."""
    looked_at = json.loads(_LOOKED_AT.read_text(encoding="utf-8"))
    found = []
    for packages, audit in AUDITS:
        try:
            if packages:
                with apart.environment(*packages) as programs:
                    found.append(audit(programs, looked_at))
            else:
                found.append(audit(_ROOT, looked_at))
        except OSError as missing:
            found.append(Audit(packages[0], unasked=str(missing).splitlines()[0][:160]))
    for each in found:
        told = (
            f"not asked: {each.unasked}"
            if each.unasked
            else f"{each.found} found, {len(each.new)} not looked at"
        )
        sys.stdout.write(f"{each.name:34} {told}\n")
        for new in each.new:
            sys.stdout.write(f"    {new}\n")
    sys.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False) + "\n")
    return int(any(each.new for each in found))


if __name__ == "__main__":
    sys.exit(main())
