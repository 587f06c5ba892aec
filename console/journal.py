"""Commands of the journal: is it whole, and its daily seal."""

import typer

from actions.keeping.notes import Last, note
from console.speaking import AsJson, answer, asides, database, home, screen, verb

group = typer.Typer(
    help="Nhật ký: kiểm tra chuỗi và các đầu chuỗi đã ký (không ghi lệnh con thì là verify); niêm phong."
)


@group.callback(invoke_without_command=True)
@verb
def audit(context: typer.Context, as_json: AsJson = False) -> None:
    """Kiểm tra nhật ký: mục nào bị sửa, bị xóa, bị đổi chỗ; phần cuối có bị cắt không."""
    if context.invoked_subcommand is None:
        _verify(as_json=as_json)


@group.command(name="verify")
@verb
def verify(as_json: AsJson = False) -> None:
    """Kiểm tra chuỗi, chữ ký của từng đầu chuỗi và tệp của chúng trong kho; mã thoát 1 nếu có chỗ sai."""
    _verify(as_json=as_json)


def _verify(*, as_json: bool) -> None:
    from actions import wiring
    from actions.audit_check import examine

    with database(), wiring.unit_of_work() as session:
        found = examine(session, wiring.today())
    note(home(), "audit", Last(wiring.now(), found.ok, found.sentences[0]))

    def show() -> None:
        for sentence in found.sentences:
            screen.print(sentence, markup=False)
        if found.fingerprint:
            screen.print(f"Khóa niêm phong: {found.fingerprint}", markup=False)

    reasons = [fault.sentence for fault in found.faults]
    told = {"ok": found.ok, "reasons": reasons, "sentences": found.sentences, "report": found}
    answer(told, as_json=as_json, show=show)
    for sentence in reasons:
        asides.print(f"✗ {sentence}", style="red", markup=False)
    if not found.ok:
        raise typer.Exit(1)


@group.command(name="seal")
@verb
def seal(as_json: AsJson = False) -> None:
    """Niêm phong nhật ký hôm nay, nếu chưa: ký đầu chuỗi, cất vào kho và khóa vĩnh viễn."""
    from actions import audit_heads, wiring

    with database(), wiring.unit_of_work() as session:
        row = audit_heads.seal(session, wiring.today())
        sentence = audit_heads.sentence_of(row)
        told = {"ok": True, "on": row.on, "number": row.number, "sha256": row.sha256, "key": row.key}
    answer(told, as_json=as_json, show=lambda: screen.print(sentence, markup=False))


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(group, name="audit")
