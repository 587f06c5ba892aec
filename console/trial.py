"""The command that runs a trial of `trials/` by its name: a harness that tries to break the system."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from console.speaking import verb

_ROOT: Final = Path(__file__).parent.parent
_FOLDER: Final = _ROOT / "trials"
_ARGUMENTS: Final = {"allow_extra_args": True, "ignore_unknown_options": True}
_STARTS: Final = 'if __name__ == "__main__"'


def names() -> tuple[str, ...]:
    """The trials that can be run, by name: modules, and packages with a `__main__`."""
    files = (*_FOLDER.glob("*.py"), *_FOLDER.glob("*/__main__.py"))
    return tuple(sorted(_name(file) for file in files if _STARTS in file.read_text(encoding="utf-8")))


def _name(file: Path) -> str:
    return file.parent.name if file.stem == "__main__" else file.stem


@verb
def trial(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên phép thử; bỏ trống: liệt kê.")] = "",
) -> None:
    """Chạy một phép thử phá trong `trials/`; các tham số còn lại được chuyển cho phép thử đó."""
    if name not in names():
        typer.echo("\n".join(names()) or "Bản cài đặt này không có phép thử nào.", err=bool(name))
        raise typer.Exit(2 if name else 0)
    command = [sys.executable, "-m", f"trials.{name}", *context.args]
    raise typer.Exit(subprocess.run(command, cwd=_ROOT, check=False).returncode)  # noqa: S603 - own program


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings=_ARGUMENTS)(trial)
