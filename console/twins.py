"""Commands for the Word twins of papers: fetch one to edit it, hand the edited one back, see what changed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.signing import one_time_code
from console.speaking import Actor, AsJson, AsOf, answer, contents, database, living_on, screen, verb

if TYPE_CHECKING:
    from actions.twins import Returned

Task = Annotated[str, typer.Argument(metavar="CODE", help="Mã nhiệm vụ, ví dụ DN-2026-007.")]
Paper = Annotated[
    str,
    typer.Argument(
        metavar="PAPER", help="Số, ký hiệu, số dòng hoặc mã văn bản, ví dụ 02/2026/HĐ-SKHCN, demand-letter."
    ),
]


@verb
def twin(
    code: Task,
    paper: Paper,
    output: Annotated[Path, typer.Option("--out", "-o", help="Nơi ghi tệp DOCX.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Lấy bản Word của một văn bản để sửa trước khi ký; chưa ban hành thì có chữ DỰ THẢO."""
    from actions import people, twins, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        made = twins.offered(session, code, paper, people.find(session, actor), on=day)
    output.write_bytes(made.data)
    answer(
        {"ok": True, "path": output, "title": made.title, "document": made.document},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi bản Word của {made.title}: {output}.", markup=False),
    )


@verb
def return_twin(
    code: Task,
    paper: Paper,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp DOCX đã sửa.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Nộp lại bản Word đã sửa; nói từng chỗ khác với văn bản đã ban hành."""
    from actions import people, twins

    data = contents(file)
    given = one_time_code()
    with database(), living_on(as_of) as day, people.proven(actor, given) as (session, person):
        number = twins.document_named(session, code, paper)
        kept = twins.hand_back(session, number, data, file.name, person, on=day)
    answer({"ok": True, "returned": kept}, as_json=as_json, show=lambda: _show(kept))


@verb
def twin_changes(code: Task, paper: Paper, actor: Actor, as_json: AsJson = False) -> None:
    """Xem các bản Word đã sửa của một văn bản và từng chỗ khác, trước khi duyệt và ký."""
    from actions import people, twins, wiring

    with database(), wiring.unit_of_work() as session:
        person = people.find(session, actor)
        found = twins.returned_of(session, twins.document_named(session, code, paper), person)

    def show() -> None:
        if not found:
            screen.print("Chưa có bản sửa nào được nộp lại.")
        for each in found:
            screen.print(f"nộp #{each.id}, ngày {each.on:%d/%m/%Y}, {each.by}:", markup=False)
            _show(each)

    answer({"ok": True, "returned": found}, as_json=as_json, show=show)


def _show(kept: "Returned") -> None:
    screen.print(kept.sentence, markup=False)
    for change in kept.changes:
        screen.print(f"  {change.vi}", markup=False)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command(name="twin")(twin)
    app.command(name="return-twin")(return_twin)
    app.command(name="twin-changes")(twin_changes)
