"""The commands that run the measurements of `benchmarks/` and the trials of `trials/`, by name."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from console.speaking import verb

_ROOT: Final = Path(__file__).parent.parent
_PASSED_ON: Final = {"allow_extra_args": True, "ignore_unknown_options": True}
_STARTS: Final = 'if __name__ == "__main__"'
_HELP: Final = "--help"
_PARSES: Final = "ArgumentParser"
"""In a program that tells its own options; of any other its docstring is the help."""


@dataclass(frozen=True)
class Harnesses:
    """The programs of one room: modules, and packages with a `__main__`, that can be started."""

    room: str
    none: str

    def names(self) -> tuple[str, ...]:
        """The programs, by name."""
        return tuple(sorted(self._files()))

    def run(self, name: str, words: list[str]) -> int:
        """Run one with its own words; without a name of one, list them.

        Returns:
            The exit code: the program's own, 2 for a name that there is not.
        """
        files = self._files()
        if name not in files:
            listed = "\n".join(f"{each:<18} {_first_line(files[each])}" for each in sorted(files))
            typer.echo(listed or self.none, err=name not in {"", _HELP})
            return 0 if name in {"", _HELP} else 2
        if _HELP in words and _PARSES not in files[name].read_text(encoding="utf-8"):
            typer.echo(_docstring(files[name]))
            return 0
        command = [sys.executable, "-m", f"{self.room}.{name}", *words]
        return subprocess.run(command, cwd=_ROOT, check=False).returncode  # noqa: S603 - own program

    def _files(self) -> dict[str, Path]:
        folder = _ROOT / self.room
        files = (*folder.glob("*.py"), *folder.glob("*/__main__.py"))
        return {_name(file): file for file in files if _STARTS in file.read_text(encoding="utf-8")}


def _name(file: Path) -> str:
    return file.parent.name if file.stem == "__main__" else file.stem


def _docstring(file: Path) -> str:
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""


def _first_line(file: Path) -> str:
    return _docstring(file).partition("\n")[0].partition(": `")[0]


BENCHMARKS: Final = Harnesses("benchmarks", "Bản cài đặt này không có phép đo nào.")
TRIALS: Final = Harnesses("trials", "Bản cài đặt này không có phép thử nào.")


@verb
def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên phép đo; bỏ trống: liệt kê.")] = "",
) -> None:
    """Chạy một phép đo trong `benchmarks/`; các tham số còn lại (cả --help) được chuyển cho phép đo đó."""
    raise typer.Exit(BENCHMARKS.run(name, context.args))


@verb
def trial(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên phép thử; bỏ trống: liệt kê.")] = "",
) -> None:
    """Chạy một phép thử phá trong `trials/`; các tham số còn lại (cả --help) được chuyển cho phép thử đó."""
    raise typer.Exit(TRIALS.run(name, context.args))


def add_to(app: typer.Typer) -> None:
    """Add the commands; help is not theirs to give, for each program has its own."""
    for command in (bench, trial):
        app.command(context_settings=_PASSED_ON, add_help_option=False)(command)
