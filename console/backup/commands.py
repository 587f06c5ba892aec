"""The commands `backup` and `restore`."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from console.speaking import AsJson, answer, asides, database, home, say, screen, table, verb
from console.stack import Stack
from models.errors import BadInput

backup = typer.Typer(
    help="Sao lưu bảng và văn bản: mã hóa, tăng dần, khôi phục được về mọi thời điểm.",
    invoke_without_command=True,
)

Named = Annotated[str, typer.Option("--backup", metavar="ID", help="Bản sao lưu nào; bỏ trống: bản cuối.")]


def _faults(sentences: list[str] | tuple[str, ...]) -> None:
    for sentence in sentences:
        asides.print(f"✗ {sentence}", style="red", markup=False)


def _notes(sentences: list[str] | tuple[str, ...]) -> None:
    for sentence in sentences:
        asides.print(f"Lưu ý: {sentence}", markup=False)


@backup.callback()
@verb
def make(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Toàn bộ, dù có thể chỉ lấy phần thay đổi.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sao lưu ngay: bảng trước, văn bản sau; chỉ phần thay đổi kể từ bản trước nếu được."""
    if context.invoked_subcommand:
        return
    from console.backup.making import back_up
    from console.backup.repository import Repository

    repository = Repository.configured()
    with database() as stack:
        made = back_up(stack, repository, full=full, report=say)
    told = {"ok": made.ok, "reasons": made.faults, "notes": made.notes, "seconds": made.seconds}
    answer(
        {**told, "backup": asdict(made.manifest), "sentence": made.sentence},
        as_json=as_json,
        show=lambda: screen.print(made.sentence, markup=False),
    )
    _notes(made.notes)
    _faults(made.faults)
    if not made.ok:
        raise typer.Exit(1)


@backup.command(name="key")
@verb
def make_key(
    output: Annotated[Path, typer.Option("--output", "-o", help="Tệp khóa sẽ được tạo (0600).")],
    as_json: AsJson = False,
) -> None:
    """Tạo khóa sao lưu trong một tệp; mất khóa là mất mọi bản sao lưu, hãy cất một bản ở nơi khác."""
    from console.backup.cipher import Key

    key = Key.new()
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise BadInput(f"Không tạo được tệp khóa «{output}»: {problem.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key.written)
        file.flush()
        os.fsync(file.fileno())

    def show() -> None:
        screen.print(f"Đã tạo khóa sao lưu {output} (dấu {key.fingerprint}).", markup=False)
        screen.print("Cất một bản khóa ngoài máy này: không có khóa thì không khôi phục được gì.")

    told = {"ok": True, "path": output.absolute(), "fingerprint": key.fingerprint}
    answer(told, as_json=as_json, show=show)


@backup.command(name="papers")
@verb
def only_papers(as_json: AsJson = False) -> None:
    """Chỉ chép những văn bản chưa có trong nơi sao lưu; chạy vài phút một lần cũng không nặng."""
    from actions import wiring
    from console.backup import papers
    from console.backup.repository import Repository

    repository = Repository.configured()
    repository.claim()
    os.environ.setdefault("TRIPLEHELIX_HOME", str(home()))
    wiring.forget()
    done, _ = papers.put_away(repository, wiring.archive())
    sentence = f"{done.count} văn bản trong bản sao lưu, {done.new} mới ({done.new_size} byte)."
    answer(
        {**asdict(done), "ok": not done.faults, "reasons": done.faults},
        as_json=as_json,
        show=lambda: screen.print(sentence),
    )
    _faults(done.faults)
    if done.faults:
        raise typer.Exit(1)


@backup.command(name="list")
@verb
def show_all(as_json: AsJson = False) -> None:
    """Liệt kê các bản sao lưu, và khoảng thời gian khôi phục được."""
    from actions import wiring
    from console.backup import manifest
    from console.backup.repository import Repository

    repository = Repository.configured()
    repository.admit()
    found = manifest.ordered(repository.manifests())

    def show() -> None:
        moments = (f"{one.ended_at.astimezone(wiring.ZONE):%d/%m/%Y %H:%M:%S}" for one in found)
        rows = zip(found, moments, strict=True)
        table(
            f"Sao lưu (dấu khóa {repository.key.fingerprint})",
            ("Bản", "Kiểu", "Xong lúc", "Byte (bảng)", "Văn bản", "Dựa trên"),
            ((one.id, one.kind, moment, one.size, one.papers, one.parent or None) for one, moment in rows),
        )

    told = {"ok": True, "key": repository.key.fingerprint, "backups": [asdict(one) for one in found]}
    answer(told, as_json=as_json, show=show)


@backup.command(name="verify")
@verb
def verify_it(
    named: Named = "",
    deep: Annotated[bool, typer.Option("--deep", help="Mở cả từng văn bản và từng đoạn nhật ký.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mở mọi phần của bản sao lưu cuối: sửa một byte, cắt ngắn, thiếu một phần đều bị phát hiện."""
    from console.backup.repository import Repository
    from console.backup.upkeep import verify

    found = verify(Repository.configured(), named=named, deep=deep)
    answer(
        {**asdict(found), "ok": found.ok, "reasons": found.faults},
        as_json=as_json,
        show=lambda: screen.print(found.sentence, markup=False),
    )
    _faults(found.faults)
    if not found.ok:
        raise typer.Exit(1)


@backup.command(name="prune")
@verb
def take_away(as_json: AsJson = False) -> None:
    """Xóa những bản không còn phải giữ: giữ 7 ngày, 5 tuần, 12 tháng, nhật ký 14 ngày; văn bản giữ mãi."""
    from console.backup.repository import Repository
    from console.backup.upkeep import prune

    done = prune(Repository.configured())
    sentence = f"Đã xóa {len(done.removed)} bản, {done.segments} đoạn nhật ký; giữ {len(done.staying)} bản."
    answer({**asdict(done), "ok": True}, as_json=as_json, show=lambda: screen.print(sentence))


@verb
def restore(
    at: Annotated[
        str,
        typer.Option("--at", metavar="TIME", help="Về thời điểm này: 2026-11-22 14:30[:05], giờ Việt Nam."),
    ] = "",
    named: Named = "",
    over: Annotated[
        bool, typer.Option("--over", help="Dời dữ liệu đang có sang bên cạnh (không xóa) rồi khôi phục.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Khôi phục bảng và văn bản vào máy trống, tới điểm cuối cùng hoặc về một thời điểm.

    Mọi thứ được mở, kiểm tra và dựng bên cạnh trước; chỉ khi đúng hết mới vào chỗ. Sau đó: đưa lại
    secrets.json và secrets/, chạy `up`, `reconcile` (dựng lại phía Prefect), rồi `backup --full`.
    """
    from console.backup.repository import Repository
    from console.backup.restoring import restore as bring_back

    done = bring_back(
        Stack.at(home()),
        Repository.configured(),
        at=moment_of(at) if at else None,
        named=named,
        over=over,
        report=say,
    )

    def show() -> None:
        screen.print(done.sentence, markup=False)
        if done.set_aside:
            screen.print(f"Dữ liệu cũ nằm ở {done.set_aside}.", markup=False)
        screen.print(
            "Tiếp theo: đưa lại secrets.json và secrets/, ./triplehelix up, reconcile, audit verify,"
        )
        screen.print("rồi ./triplehelix backup --full.")

    told: dict[str, Any] = {**asdict(done), "ok": done.ok, "reasons": done.faults, "sentence": done.sentence}
    answer(told, as_json=as_json, show=show)
    _notes(done.notes)
    _faults(done.faults)
    if not done.ok:
        raise typer.Exit(1)


def moment_of(text: str) -> datetime:
    """A moment as people write it; without an offset it is Viet Nam's time.

    Raises:
        BadInput: it is none, or it has not come yet.
    """
    from actions import wiring

    moment: datetime | None = None
    for form in (None, "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"):
        try:
            moment = datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)  # noqa: DTZ007
            break
        except ValueError:
            continue
    if moment is None or ":" not in text:
        raise BadInput(
            f"«{text}» không phải là thời điểm; hãy ghi như 2026-11-22 14:30 hoặc 22/11/2026 14:30."
        )
    moment = moment if moment.tzinfo else moment.replace(tzinfo=wiring.ZONE)
    if moment > datetime.now(UTC):
        raise BadInput(f"Thời điểm {text} chưa tới.")
    return moment


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(backup, name="backup")
    app.command(name="restore")(restore)
