"""Commands on tasks: list, show, order, import, submit, decide, fetch, verify."""

from pathlib import Path
from typing import Annotated, Any

import typer

from console.signing import show_verified
from console.speaking import (
    Actor,
    AsJson,
    AsOf,
    answer,
    asides,
    contents,
    database,
    living_on,
    screen,
    table,
    verb,
)
from models.errors import BadInput

Code = Annotated[str, typer.Argument(metavar="CODE", help="Mã nhiệm vụ, ví dụ DN-2026-007.")]


@verb
def tasks(
    province: Annotated[str, typer.Option(help="Chỉ tỉnh này.")] = "",
    stage: Annotated[str, typer.Option(help="Chỉ giai đoạn này, ví dụ MATCH.")] = "",
    search: Annotated[str, typer.Option(help="Tìm theo tên hoặc mã, không cần dấu.")] = "",
    as_json: AsJson = False,
) -> None:
    """Liệt kê nhiệm vụ và giai đoạn hiện tại."""
    from actions import boards, wiring

    with database(), wiring.unit_of_work() as session:
        rows = boards.task_rows(session, province=province, stage=stage, search=search)
    answer(
        {"ok": True, "tasks": rows},
        as_json=as_json,
        show=lambda: table(
            f"{len(rows)} nhiệm vụ",
            ("Mã", "Tên", "Tỉnh", "Giai đoạn", "Hạn"),
            ((row["code"], row["title"], row["province"], row["stage_vi"], row["due_on"]) for row in rows),
        ),
    )


@verb
def task(code: Code, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Xem một nhiệm vụ: đang ở đâu, chờ gì, thiếu gì, nhật ký."""
    from actions import boards, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        shown = boards.task_sheet(session, code, day)

    def show() -> None:
        screen.print(f"{shown['code']} · {shown['title']}", style="bold", markup=False)
        for line in (*shown["waiting"], *shown["unknowns"]):
            screen.print(f"  - {line}", markup=False)
        table(
            "Giai đoạn",
            ("Giai đoạn", "Từ", "Đến", "Hạn", "Kết thúc"),
            (
                (e["stage_vi"], e["entered_on"], e["left_on"], e["due_on"], e["exit"])
                for e in shown["entries"]
            ),
        )
        for line in shown["journal"]:
            screen.print(f"  {line}", markup=False)

    answer({"ok": True, **shown}, as_json=as_json, show=show)


@verb
def order(
    sheet: Annotated[Path, typer.Argument(metavar="FILE", help="Phiếu đặt hàng dạng JSON.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Lập nhiệm vụ từ phiếu đặt hàng."""
    from pydantic import ValidationError

    from actions import orders, people, wiring

    try:
        asked = orders.OrderSheet.model_validate_json(contents(sheet))
    except ValidationError as problem:
        raise BadInput(
            *(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in problem.errors())
        ) from None
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        code = orders.order(session, asked, people.find(session, actor), on=day)
    answer({"ok": True, "code": code}, as_json=as_json, show=lambda: screen.print(f"Đã lập {code}."))


@verb
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Danh sách nhiệm vụ: CSV hoặc XLSX.")],
    report: Annotated[
        Path | None, typer.Option(metavar="OUT.xlsx", help="Nơi ghi các dòng bị từ chối, kèm lý do.")
    ] = None,
    actor: Annotated[str, typer.Option("--as", metavar="HANDLE", help="Tài khoản của người nhập.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Nhập danh sách nhiệm vụ của tỉnh; chạy hai lần không thêm gì."""
    from actions import imports, people, wiring

    if not file.is_file():
        raise BadInput(f"Không có tệp «{file}».")
    with database(), living_on(as_of) as day:
        with wiring.unit_of_work() as session:
            who = people.find(session, actor) if actor else None
        found = imports.import_file(file, who, on=day, report=report)
    counts = {
        name: getattr(found, name)
        for name in ("rows", "imported", "updated", "unchanged", "rejected", "skipped", "codes")
    }
    rejects = [
        {"sheet": raw.sheet, "row": raw.number, "reasons": reasons, "said": " ".join(reasons)}
        for raw, reasons in found.rejects
    ]

    def show() -> None:
        screen.print(
            f"{found.rows} dòng: {found.imported} nhiệm vụ mới, {found.updated} được bổ sung, "
            f"{found.unchanged} không đổi, {found.rejected} bị từ chối."
        )
        for reject in rejects[:20]:
            place = f"{reject['sheet']}, dòng" if reject["sheet"] else "Dòng"
            screen.print(f"  {place} {reject['row']}: {reject['said']}", markup=False)
        if report is not None:
            screen.print(f"  Các dòng bị từ chối, kèm lý do: {report}", markup=False)

    answer({"ok": True, **counts, "rejects": rejects, "report": report}, as_json=as_json, show=show)


@verb
def decide(
    code: Code,
    actor: Actor,
    gate: Annotated[str, typer.Option(help="Cửa quyết định, ví dụ validity; trống là cửa đang chờ.")] = "",
    verdict: Annotated[str, typer.Option(help="approve, supplement, reject hoặc withdraw.")] = "approve",
    comment: Annotated[str, typer.Option(help="Ý kiến.")] = "",
    missing: Annotated[list[str] | None, typer.Option(help="Còn thiếu gì; có thể lặp lại.")] = None,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Quyết định tại một cửa: phê duyệt, yêu cầu bổ sung, từ chối, rút."""
    from actions import decisions, people, wiring
    from models.language import Verdict

    if verdict not in {each.value for each in Verdict}:
        raise typer.BadParameter(f"«{verdict}» không phải approve, supplement, reject, withdraw.")
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        made = decisions.decide(
            session,
            code,
            gate,
            Verdict(verdict),
            people.find(session, actor),
            on=day,
            comment=comment,
            missing=missing or (),
            channel="cli",
        )
    answer({"ok": True, "decision": made}, as_json=as_json, show=lambda: screen.print(made.sentence))


@verb
def submit(
    code: Code,
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="Mã giấy tờ, ví dụ order_sheet.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp nộp.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Nộp một giấy tờ của giai đoạn hiện tại."""
    from actions import papers, people, wiring

    data = contents(file)
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        kept = papers.submit(session, code, paper, data, file.name, people.find(session, actor), on=day)
    answer(
        {"ok": True, "paper": kept},
        as_json=as_json,
        show=lambda: screen.print(
            f"Đã nộp {kept.title}: {kept.file_name} ({kept.size} byte, SHA-256 {kept.sha256}).",
            markup=False,
        ),
    )


@verb
def withdraw(
    code: Code,
    submission: Annotated[int, typer.Argument(metavar="ID", help="Số sau «nộp #», xem lệnh papers.")],
    actor: Actor,
    as_json: AsJson = False,
) -> None:
    """Rút một giấy tờ đã nộp, khi chưa có quyết định."""
    from actions import papers, people, wiring

    with database(), wiring.unit_of_work() as session:
        papers.withdraw(session, code, submission, people.find(session, actor), on=wiring.today())
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print("Đã rút."))


@verb
def papers(code: Code, as_json: AsJson = False) -> None:
    """Liệt kê giấy tờ đã nộp và văn bản đã ban hành của một nhiệm vụ."""
    from actions import papers as kept_papers
    from actions import wiring

    with database(), wiring.unit_of_work() as session:
        found = kept_papers.papers_of(session, code)
    answer(
        {"ok": True, "papers": found},
        as_json=as_json,
        show=lambda: table(
            code,
            ("Số, ký hiệu", "Tên", "Ngày", "SHA-256"),
            (
                (
                    f"nộp #{one.id}" if one.origin == "submitted" else one.number,
                    one.title,
                    one.on,
                    (one.sha256 or "chờ lưu")[:12],
                )
                for one in found
            ),
        ),
    )


@verb
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Các từ cần tìm, không cần dấu.")],
    actor: Annotated[
        str, typer.Option("--as", metavar="HANDLE", help="Chỉ tìm trong những gì tài khoản này được xem.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="Số kết quả nhiều nhất.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Tìm trong nội dung các giấy tờ đã nộp."""
    from actions import papers as kept_papers
    from actions import people, wiring

    with database(), wiring.unit_of_work() as session:
        who = people.find(session, actor) if actor else None
        found = kept_papers.search(session, who, " ".join(words), limit)
    answer(
        {"ok": True, "found": found},
        as_json=as_json,
        show=lambda: table(
            f"{len(found)} giấy tờ",
            ("Nhiệm vụ", "Giấy tờ", "Ngày", "SHA-256", "Nội dung"),
            ((one.task, one.title, one.on, one.sha256[:12], one.snippet) for one in found),
        ),
    )


@verb
def fetch(
    sha256: Annotated[str, typer.Argument(metavar="SHA256", help="Mã băm (hoặc phần đầu), xem papers.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Nơi ghi tệp.")],
    as_json: AsJson = False,
) -> None:
    """Lấy một văn bản từ kho lưu trữ, có kiểm tra mã băm."""
    from actions import papers as kept_papers
    from actions import wiring

    with database(), wiring.unit_of_work() as session:
        opened = kept_papers.fetch(session, sha256)
    output.write_bytes(opened.data)
    answer(
        {"ok": True, "path": output, "sha256": opened.sha256, "size": len(opened.data)},
        as_json=as_json,
        show=lambda: screen.print(f"Đã ghi {output} ({len(opened.data)} byte)."),
    )


@verb
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp cần đối chiếu.")], as_json: AsJson = False
) -> None:
    """Đối chiếu một tệp với hồ sơ đã lưu, theo từng byte, và kiểm tra các chữ ký số trong tệp."""
    from actions import verification, wiring

    data = contents(file)
    with database(), wiring.unit_of_work() as session:
        found = verification.check(session, data)
    record = found.record
    answer(
        {
            "ok": record.on_record,
            "reasons": [] if record.on_record else [record.sentence],
            "verified": record,
            "verdict": found.verdict,
            "signatures": found.file,
        },
        as_json=as_json,
        show=lambda: show_verified(found),
    )
    if not record.on_record:
        asides.print(f"✗ {record.sentence}", style="red", markup=False)
        raise typer.Exit(1)


@verb
def record(
    code: Code,
    fact: Annotated[str, typer.Argument(metavar="FACT", help="Thông tin, ví dụ approved_on.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Giá trị.")],
    actor: Actor,
    evidence: Annotated[str, typer.Option(help="Căn cứ: số, ngày của văn bản.")],
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Ghi nhận một thông tin của nhiệm vụ, kèm căn cứ."""
    from actions import people, results, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        said = results.record(
            session, code, fact, value, people.find(session, actor), on=day, evidence=evidence
        )
    answer({"ok": True, "sentence": said}, as_json=as_json, show=lambda: screen.print(said, markup=False))


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    verbs: dict[str, Any] = {
        "tasks": tasks,
        "task": task,
        "order": order,
        "import": import_,
        "decide": decide,
        "submit": submit,
        "withdraw": withdraw,
        "papers": papers,
        "search": search,
        "fetch": fetch,
        "verify": verify,
        "record": record,
    }
    for name, command in verbs.items():
        app.command(name=name)(command)
