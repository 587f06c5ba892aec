"""The house keeps its own rules: who may know whom, names that nobody else owns, modules of one page."""

import ast
import csv
import re
import sys
import tomllib
import unicodedata
from importlib.metadata import packages_distributions
from pathlib import Path

import openpyxl
import pytest
from importlinter.cli import lint_imports

HOME = Path(__file__).parent.parent
ROOMS = ("actions", "console", "documents", "flows", "models", "portal")
IMPURE = {"migrations", "queries", "samples", "tables"}
"""Of the rooms of `models`, those that know the database or files; all others are judgements."""
PURE = sorted(
    {
        file.relative_to(HOME / "models").parts[0].removesuffix(".py")
        for file in (HOME / "models").rglob("[!_]*.py")
    }
    - IMPURE
)
"""The modules and packages of `models` that judge: the standard library and each other, no more."""

LONGEST = 400
LONG_FOR_A_REASON = {
    "models/language.py": "the vocabulary of the whole house, one word after the other",
}
"""Modules beyond 400 lines, each with its reason to be one module all the same."""

TEXTS = {
    ".cfg", ".css", ".csv", ".html", ".ini", ".js", ".json", ".md", ".py", ".sh", ".svg", ".toml", ".txt",
    ".yaml", ".yml",
}  # fmt: skip
UNFOLLOWED = {".git", ".venv", ".triplehelix", "__pycache__", "node_modules", "dist", "build"}


def modules():
    return sorted(file for room in ROOMS for file in (HOME / room).rglob("*.py"))


def texts():
    return sorted(
        file
        for file in HOME.rglob("*")
        if file.suffix in TEXTS
        and file.is_file()
        and not any(part in UNFOLLOWED or part.endswith("_cache") for part in file.relative_to(HOME).parts)
    )


def pure_files():
    models = HOME / "models"
    return sorted(
        file
        for name in PURE
        for file in (
            [models / f"{name}.py"] if (models / f"{name}.py").is_file() else models.glob(f"{name}/*.py")
        )
    )


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_nobody_knows_whom_they_may_not_know(capsys, monkeypatch):
    monkeypatch.chdir(HOME)
    broken = lint_imports(config_filename=str(HOME / "pyproject.toml"), no_cache=True)
    assert broken == 0, capsys.readouterr().out


def test_every_judgement_is_kept_from_input_and_output():
    contracts = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    kept = next(each for each in contracts["contracts"] if each["name"] == "3. The judgements know no I/O")
    assert kept["source_modules"] == [f"models.{name}" for name in PURE]


@pytest.mark.parametrize("file", pure_files(), ids=lambda file: str(file.relative_to(HOME)))
def test_judgements_import_the_standard_library_and_each_other_alone(file):
    for name in imported(file):
        top, *below = name.split(".")
        assert top in sys.stdlib_module_names or (top == "models" and below[0] in PURE), name


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_owns_the_names_of_our_rooms(room):
    assert set(packages_distributions().get(room, ())) <= {"triplehelix"}


def test_no_module_bears_the_name_of_a_stdlib_module():
    assert not set(ROOMS) & sys.stdlib_module_names
    for room in ROOMS:
        assert {file.stem for file in (HOME / room).glob("*.py")} & sys.stdlib_module_names <= {"__init__"}


def test_a_module_fits_on_a_few_screens():
    long = {
        str(file.relative_to(HOME)): lines
        for file in modules()
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST
        and "migrations/versions" not in str(file)
    }
    assert set(long) <= set(LONG_FOR_A_REASON), long


def test_every_text_is_in_one_unicode_form():
    decomposed = [
        str(file.relative_to(HOME))
        for file in texts()
        if not unicodedata.is_normalized("NFC", file.read_text(encoding="utf-8"))
    ]
    assert decomposed == []


def test_no_sql_stands_in_a_flow():
    for file in (HOME / "flows").rglob("*.py"):
        assert not {"sqlalchemy.select", "sqlalchemy.text"} & set(imported(file)), file


LET_THROUGH = re.compile(r"\|\s*safe\b|autoescape\s+(?:false|off)", re.IGNORECASE)


def test_no_template_lets_anything_through_unescaped():
    found = {
        str(file.relative_to(HOME)): line.strip()
        for room in ("portal", "documents")
        for file in (HOME / room).rglob("*.html")
        for line in file.read_text(encoding="utf-8").splitlines()
        if LET_THROUGH.search(line)
    }
    assert list(found) == ["documents/templates/_papers.html"]
    assert '"x" if chosen else "&nbsp;" | safe' in found["documents/templates/_papers.html"]


NAME_TAKEN_OUT = "(đã bỏ tên)"
OF_PERSONS = ("chủ nhiệm", "họ và tên", "họ tên", "principal investigator", "full name")


def speaks_of_persons(text):
    return any(word in unicodedata.normalize("NFC", text).casefold() for word in OF_PERSONS)


@pytest.mark.parametrize(
    "file", sorted((HOME / "models" / "samples").glob("*.csv")), ids=lambda file: file.name
)
def test_no_shipped_list_has_a_column_of_persons(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        assert not [heading for heading in next(csv.reader(lines)) if speaks_of_persons(heading)]


@pytest.mark.parametrize(
    "file", sorted((HOME / "models" / "samples").glob("*.xlsx")), ids=lambda file: file.name
)
def test_shipped_tables_that_keep_a_provinces_columns_hold_no_name_in_them(file):
    book = openpyxl.load_workbook(file, read_only=True)
    for sheet in book:
        of_persons = set()
        for row in sheet.iter_rows(values_only=True):
            cells = {place: str(cell) for place, cell in enumerate(row) if cell is not None}
            for place, cell in cells.items():
                assert place not in of_persons or speaks_of_persons(cell) or cell in {NAME_TAKEN_OUT, "(4)"}
                for line in cell.splitlines():
                    assert not speaks_of_persons(line) or ":" not in line or line.endswith(NAME_TAKEN_OUT)
            of_persons |= {
                place for place, cell in cells.items() if speaks_of_persons(cell) and "\n" not in cell
            }
    book.close()
