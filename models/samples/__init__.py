"""Real published data that ships with the system, for the demonstration and the tests.

No person is named in it.

tasks.csv           91 provincial tasks as published; `source_url` is the evidence
organisations.csv   the bodies that host, order or receive them
needs.csv           what enterprises look for and what institutes offer
quang-binh.xlsx     two of the tasks in the seven-column table of Quảng Bình
quang-ngai.xlsx     one of them in Quảng Ngãi's two columns, every other fact on the lines of a cell
dirty.xlsx          some of them with every flaw that lists were seen to have
plans.csv           plans in the shape of what provinces published; targets and work illustrate
dong-thap.yaml      an agreement of the three houses; its parties are real, its tasks illustrate
"""

from importlib.resources import as_file, files
from pathlib import Path

from models.errors import NotFound


def path(name: str) -> Path:
    """Return where a sample lies on disk.

    Raises:
        NotFound: there is no such sample.
    """
    if name not in names():
        raise NotFound(f"Không có dữ liệu mẫu “{name}”. Các mẫu có: {', '.join(names())}.")
    with as_file(files("models.samples").joinpath(name)) as found:
        return found


def names() -> tuple[str, ...]:
    """Return the names of all samples."""
    return tuple(
        sorted(
            entry.name
            for entry in files("models.samples").iterdir()
            if entry.name.endswith((".csv", ".xlsx", ".yaml"))
        )
    )
