"""How long a long list takes to come in: rows of an XLSX with one bad row in twenty.

The rows are made here, in the columns of the published lists; bad ones lack a title, name no province, or
repeat an earlier row. Nothing of them is on record before.

    ./triplehelix bench imports [--rows 50000]

prints a table and a line of JSON: seconds by the clock, CPU seconds of the process that writes, of the one
that reads and of PostgreSQL, the largest memory of both in MB, and whether the target (60 s and 600 MB for
50,000 rows) is met.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from benchmarks.cpu import Spent, counted
from console.postgres import EmbeddedPostgres

ON = date(2026, 11, 22)
TARGET_SECONDS, TARGET_MB, TARGET_ROWS = 60.0, 600, 50_000
_BAD_EVERY = 20

_HEADER = (
    "id",
    "title_vi",
    "gloss_en",
    "field",
    "province",
    "host_organisation",
    "host_kind",
    "start",
    "end",
    "budget_million_vnd",
    "decision_no",
    "accepted_on",
    "grade",
    "recipient",
    "applied",
    "source_url",
)
_WHAT = ("Nghiên cứu", "Ứng dụng", "Xây dựng mô hình", "Hoàn thiện quy trình", "Khảo nghiệm", "Tuyển chọn")
_OF = (
    *("nuôi cua biển", "trồng sâm", "chế biến cá tra", "nhân giống lan", "ươm tôm sú", "sản xuất nấm"),
    *("chiết xuất tinh dầu", "xử lý nước thải", "bảo quản vải thiều", "lưu trữ hồ sơ", "canh tác lúa"),
)
_WITH = ("kháng bệnh", "chịu mặn", "tự động", "hữu cơ", "tuần hoàn", "chất lượng cao", "tiết kiệm nước")
_PROVINCES = ("Đồng Nai", "Quảng Trị", "An Giang", "Lâm Đồng", "Cà Mau")


def main() -> None:
    """Make the list, take it in, print what it took."""
    parser = argparse.ArgumentParser(prog="imports", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=TARGET_ROWS)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="triplehelix-imports-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres")
        process = server.start()
        try:
            server.ensure("imports")
            os.environ["TRIPLEHELIX_DATABASE_URL"] = server.url("imports")
            os.environ["TRIPLEHELIX_HOME"] = home
            from actions import imports, wiring

            wiring.forget()
            wiring.migrate()
            path = Path(home) / "list.xlsx"
            _write(path, rows)
            spent, reading = Spent(), _children()
            with counted(spent, process.pid):
                found = imports.import_file(path, None, on=ON, report=Path(home) / "refused.xlsx")
            reading = _children() - reading
            megabytes = _megabytes()
            wiring.forget()
        finally:
            server.remove()
    share = rows / TARGET_ROWS
    met = spent.wall <= TARGET_SECONDS * share and megabytes <= TARGET_MB
    told = {
        "rows": found.rows,
        "imported": found.imported,
        "rejected": found.rejected,
        "seconds": round(spent.wall, 1),
        "client_cpu_seconds": round(spent.client + reading, 1),
        "of_these_reading": round(reading, 1),
        "server_cpu_seconds": round(spent.server, 1),
        "cpu_ms_per_row": round((spent.cpu + reading) / max(1, found.rows) * 1000, 2),
        "megabytes": megabytes,
        "load": round(os.getloadavg()[0], 1),
        "target_seconds": TARGET_SECONDS * share,
        "target_megabytes": TARGET_MB,
        "target_met": met,
    }
    lines = [f"| {name} | {value} |" for name, value in told.items()]
    lines.append(f"target: {TARGET_SECONDS * share:.1f} s and {TARGET_MB} MB: {'met' if met else 'not met'}")
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(told) + "\n")


def _children() -> float:
    """CPU seconds of the processes that have ended: the one that reads a long list."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _megabytes() -> int:
    """The largest memory of this process and of the one that reads."""
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(both) // 1024


def _write(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("tasks")
    sheet.append(_HEADER)
    for number in range(rows):
        sheet.append(_row(number))
    book.save(path)


def _row(number: int) -> tuple[object, ...]:
    """A row of the list; of twenty, one cannot be taken in."""
    bad = (number // _BAD_EVERY) % 3 if number % _BAD_EVERY == _BAD_EVERY - 1 else None
    said = number - 1 if bad == 0 else number
    title = f"{_WHAT[said % 6]} {_OF[said % 11]} {_WITH[said % 7]} tại xã số {said} huyện {said % 97}"
    year = 2008 + said % 16
    return (
        f"B{said:06d}",
        "" if bad == 1 else title,
        "",
        "agricultural",
        "Không có tỉnh này" if bad == 2 else _PROVINCES[said % 5],  # noqa: PLR2004 - the third way to be bad
        f"Trung tâm nghiên cứu số {said % 211}",
        "centre",
        f"{year}-03",
        f"{year + 2}-09",
        500 + said % 900,
        f"{said}/QĐ-UBND",
        f"{year + 3}-01-15" if said % 3 else "",
        "pass" if said % 3 else "",
        "",
        ("yes", "no", "unknown")[said % 3],
        "",
    )


if __name__ == "__main__":
    main()
