"""Data sets as files: CSV and JSON, written from pages of rows, in memory that does not grow with them."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy.orm import Session

from actions import exports
from actions.exports import Column
from actions.open_data.catalogue import catalogue
from actions.open_data.reading import rows
from models.publishing import DATASETS, Dataset, Field, told

KINDS: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
"""The kinds of files, and what they are called in answers."""
_IN_MEMORY: Final = 1_000_000
"""Bytes that are kept in memory; what is longer goes to a temporary file."""


def file_of(dataset: Dataset, kind: str, on: date) -> IO[bytes]:
    """A data set as a file, at its beginning, to be closed by whoever reads it; its columns are field codes.

    Everything is read before the first byte goes out: a file that cannot be read whole is never half a file.
    """
    if kind == "csv":
        return exports.csv_of(rows(dataset, on), [_column(each) for each in dataset.fields])
    with ExitStack() as kept:
        file = kept.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
        _write_json(file, dataset, on)
        file.seek(0)
        kept.pop_all()
        return file


def export(session: Session, folder: Path, on: date) -> list[Path]:
    """Write the catalogue and every data set into a folder, which is made; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    listing = folder / "catalogue.jsonld"
    listing.write_text(json.dumps(catalogue(session, on), ensure_ascii=False, indent=2), encoding="utf-8")
    written = [listing]
    for dataset in DATASETS.values():
        for kind in KINDS:
            path = folder / f"{dataset.code}.{kind}"
            with file_of(dataset, kind, on) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            written.append(path)
    return written


def _column(each: Field) -> Column[object]:
    value: Callable[[object], Any] = each.value
    return Column(each.code, each.code, value)


def _write_json(file: IO[bytes], dataset: Dataset, on: date) -> None:
    head = {
        "dataset": dataset.code,
        "title": {"vi": dataset.vi, "en": dataset.en},
        "fields": [{"code": each.code, "vi": each.vi, "en": each.en} for each in dataset.fields],
    }
    file.write(json.dumps(head, ensure_ascii=False)[:-1].encode())
    file.write(b', "rows": [')
    for number, row in enumerate(rows(dataset, on)):
        file.write(b",\n" if number else b"\n")
        file.write(json.dumps(told(dataset, row), ensure_ascii=False, default=_plain).encode())
    file.write(b"\n]}\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a data set")
