"""How commands speak: sentences for people, JSON for scripts, exit codes for both.

Exit code 0 is done, 1 is refused (every reason on stderr and in the JSON), 2 is wrong usage.
"""

import dataclasses
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from console.stack import Stack
from models.errors import BadInput, TripleHelixError

P = ParamSpec("P")

AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON, cho chương trình khác đọc.")]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="Sống vào ngày này (dd/MM/yyyy hoặc yyyy-MM-dd).")
]
Actor = Annotated[str, typer.Option("--as", metavar="HANDLE", help="Tài khoản của người thực hiện.")]

screen = Console(highlight=False, soft_wrap=True)
asides = Console(stderr=True, highlight=False, soft_wrap=True)


def home() -> Path:
    """The state folder: TRIPLEHELIX_HOME, else `.triplehelix` beside the launcher."""
    return Path(os.environ.get("TRIPLEHELIX_HOME") or Path(__file__).parents[1] / ".triplehelix")


def say(sentence: str) -> None:
    """Tell the person what goes on, beside the result."""
    asides.print(sentence, markup=False)


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - JSON is anything, and each kind has its own form
    """A value as JSON knows it: dates in ISO form, money as text, dataclasses as objects."""
    match value:
        case Enum():
            return value.value
        case date() | datetime():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Fraction():
            return str(value)
        case Path() | UUID():
            return str(value)
        case bytes():
            return value.hex()
        case Mapping():
            return {str(plain(key)): plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(each) for each in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    return value


def answer(result: Any, *, as_json: bool, show: Callable[[], None]) -> None:  # noqa: ANN401 - JSON
    """Give the result: as JSON on stdout, or shown to a person."""
    if as_json:
        sys.stdout.write(json.dumps(plain(result), ensure_ascii=False, indent=2) + "\n")
    else:
        show()


def contents(path: Path) -> bytes:
    """What a file holds that the person names.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BadInput(f"Không đọc được tệp «{path}»: {problem.strerror}.") from None


def table(title: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    """Show rows as a table."""
    drawn = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(_cell(cell) for cell in row))
    screen.print(drawn)


def _cell(value: object) -> str:
    """A value as a table shows it: dates as dd/MM/yyyy, nothing for None."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


DEBUG = "TRIPLEHELIX_DEBUG"
"""With this variable set, a fault of the program shows where it happened."""

_OF_A_FAULT = (
    "Việc này không được ghi nhận. Hãy chạy `./triplehelix doctor`; nếu vẫn lỗi, chạy lại với "
    f"{DEBUG}=1 và gửi kết quả cho người quản trị."
)


def verb(command: Callable[P, None]) -> Callable[P, None]:
    """Make a command refuse in sentences: exit code 1, no traceback, the reasons in the JSON as well."""

    @wraps(command)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> None:
        as_json = bool(kwargs.get("as_json"))
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise  # these are RuntimeErrors as well, and say all that is to be said
        except TripleHelixError as refusal:
            _refuse(refusal.reasons, as_json=as_json)
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except (OSError, RuntimeError) as problem:
            logging.getLogger(__name__).debug("The command failed.", exc_info=True)
            _refuse((f"Không thực hiện được: {problem}",), as_json=as_json)
        except Exception as fault:
            if os.environ.get(DEBUG):
                raise
            said = str(fault).strip().partition("\n")[0]
            _refuse((f"Chương trình có lỗi: {type(fault).__name__}: {said}", _OF_A_FAULT), as_json=as_json)

    return spoken


def _refuse(reasons: tuple[str, ...], *, as_json: bool) -> None:
    for reason in reasons:
        asides.print(f"✗ {reason}", style="red", markup=False)
    if as_json:
        sys.stdout.write(json.dumps({"ok": False, "reasons": reasons}, ensure_ascii=False, indent=2) + "\n")
    raise typer.Exit(1)


@contextmanager
def database() -> Iterator[Stack]:
    """A database that answers and has this version's schema; one that we had to start is stopped again.

    Raises:
        Unavailable: when there is none to be had.
    """
    from actions import wiring

    stack = Stack.at(home())
    with stack.session():
        stack.ensure_database(say)
        os.environ.update(stack.environment())
        wiring.forget()
        wiring.migrate()
        yield stack


@contextmanager
def living_on(day: str) -> Iterator[date]:
    """The day of the command: today, or the one given by `--as-of`."""
    from actions import wiring

    if not day:
        yield wiring.today()
        return
    with wiring.as_of(wiring.parse_day(day)):
        yield wiring.today()
