"""Taking a published list in from Prefect's own pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from actions import imports, people, wiring
from flows.spoken import ended, spoken


@flow(
    name="import-tasks", description="Nhập danh sách nhiệm vụ từ tệp CSV hoặc XLSX; nhập lại không thêm gì."
)
@spoken
def import_tasks(
    file: Annotated[Path, Field(title="Tệp danh sách", description="Đường dẫn trên máy chạy hệ thống.")],
    person: Annotated[str, Field(title="Tài khoản của người nhập", min_length=1)],
    code: Annotated[str, Field(title="Mã một lần", description="6 chữ số")],
    report: Annotated[
        Path | None, Field(title="Báo cáo các dòng bị từ chối", description="Tệp XLSX; có thể để trống.")
    ] = None,
) -> State[Any]:
    """Take a list in; its result counts the rows.

    Raises:
        WrongCode: the one-time code does not prove the person.
        BadInput: the file cannot be read as a list of tasks.
    """
    with people.proven(person, "".join(code.split())) as (_, actor):
        pass  # the code has served; the list is taken in many transactions of its own
    found = imports.import_file(file, actor, on=wiring.today(), report=report)
    counted = {
        "rows": found.rows,
        "imported": found.imported,
        "unchanged": found.unchanged,
        "rejected": found.rejected,
    }
    return ended(
        f"{file.name}: {found.rows} dòng, nhập {found.imported}, không đổi {found.unchanged}, "
        f"từ chối {found.rejected}.",
        counted,
    )
