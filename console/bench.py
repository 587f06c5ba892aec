"""The command that runs a measurement of `benchmarks/` by its name."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from console.speaking import verb

_ROOT: Final = Path(__file__).parent.parent
_FOLDER: Final = _ROOT / "benchmarks"
_ARGUMENTS: Final = {"allow_extra_args": True, "ignore_unknown_options": True}


def names() -> tuple[str, ...]:
    """The measurements that can be run, by name."""
    return tuple(
        sorted(
            path.stem
            for path in _FOLDER.glob("*.py")
            if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")
        )
    )


@verb
def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên phép đo; bỏ trống: liệt kê.")] = "",
) -> None:
    """Chạy một phép đo trong `benchmarks/`; các tham số còn lại được chuyển cho phép đo đó."""
    if name not in names():
        typer.echo("\n".join(names()) or "Bản cài đặt này không có phép đo nào.", err=bool(name))
        raise typer.Exit(2 if name else 0)
    command = [sys.executable, "-m", f"benchmarks.{name}", *context.args]
    raise typer.Exit(subprocess.run(command, cwd=_ROOT, check=False).returncode)  # noqa: S603 - own program


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(context_settings=_ARGUMENTS)(bench)
