"""Lists in batches of rows; a long one is read by a process of its own, a batch ahead of whoever asks.

Reading a row costs as much as taking it in. So for a long list a second process reads while the first one
writes, and the two share the work of a machine with two cores.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from documents.spreadsheets.reading import read_tasks
from documents.spreadsheets.safety import check_file
from models.errors import BadInput, Unavailable
from models.listing.reading import Read, read

LONG: Final = 300_000
"""Bytes from which on a list is read apart, some thousands of rows: a process takes a while to start."""

_GONE: Final = "Bộ phận đọc danh sách đã dừng giữa chừng. Những dòng đã nhập vẫn còn; hãy nhập lại danh sách."


def read_in_batches(path: Path, at_once: int) -> Iterator[list[Read]]:
    """The rows of a list, read as tasks, so many at a time.

    Raises:
        BadInput: the file cannot be read as a list of tasks.
        Unavailable: the process that reads has ended before its time.
    """
    check_file(path)
    return _heard(path, at_once) if path.stat().st_size >= LONG else _batches(path, at_once)


def _batches(path: Path, at_once: int) -> Iterator[list[Read]]:
    rows = read_tasks(path)
    while batch := list(islice(rows, at_once)):
        yield [read(raw) for raw in batch]


def _heard(path: Path, at_once: int) -> Iterator[list[Read]]:
    """What the process apart reads, up to its last word: nothing more, or why it cannot go on."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        # -I: nothing of the folder where we stand or of the person's environment is imported.
        [sys.executable, "-I", "-m", __name__, str(path.absolute()), str(at_once)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
    ) as process:
        try:
            while (said := _word(process)) is not None:
                if isinstance(said, BadInput):
                    raise said
                yield said
        finally:
            process.kill()


def _word(process: subprocess.Popen[bytes]) -> list[Read] | BadInput | None:
    try:
        said: list[Read] | BadInput | None = pickle.load(process.stdout)  # type: ignore[arg-type]  # noqa: S301 - a pipe, and our own process at its other end
    except (EOFError, pickle.UnpicklingError) as silence:
        raise Unavailable(_GONE) from silence
    return said


def main() -> None:
    """In the process apart: read the list that the first argument names, and say it in batches."""
    path, at_once = Path(sys.argv[1]), int(sys.argv[2])
    last: BadInput | None = None
    try:
        for batch in _batches(path, at_once):
            _say(batch)
    except BadInput as refusal:
        last = refusal
    _say(last)


def _say(word: list[Read] | BadInput | None) -> None:
    pickle.dump(word, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
