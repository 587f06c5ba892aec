"""Commands of keeping: storage and its promises, the check of papers, their terms, packages to hand over."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.keeping.notes import Last, note
from console.speaking import (
    Actor,
    AsJson,
    AsOf,
    answer,
    asides,
    database,
    home,
    living_on,
    say,
    screen,
    table,
    verb,
)
from console.stack import Stack
from console.work import Code

Output = Annotated[Path, typer.Option("--output", "-o", help="Nơi ghi: tên tệp .zip, hoặc tên thư mục.")]

storage = typer.Typer(
    help="Kho lưu trữ: thử các cam kết, chép bản sao thứ hai, khóa theo thời hạn.", no_args_is_help=True
)
keeping = typer.Typer(help="Thời hạn lưu trữ của văn bản.", no_args_is_help=True)


def _told(count: int) -> None:
    if count:
        say(f"Đã xem {count} tên…")


def _faults(sentences: list[str]) -> None:
    for sentence in sentences:
        asides.print(f"✗ {sentence}", style="red", markup=False)


@storage.command(name="check")
@verb
def check(
    of_copy: Annotated[bool, typer.Option("--copy", help="Thử bản sao thứ hai.")] = False,
    as_json: AsJson = False,
) -> None:
    """Thử từng cam kết của kho đang dùng (khóa, phiên bản, mã băm, không ghi đè, tải lên) trên tệp thử.

    Mở kho cho trình duyệt ở địa chỉ của cổng thông tin gửi tệp thẳng (CORS), nếu kho cho phép.
    """
    from actions import wiring
    from documents.archive import try_staging
    from models.errors import NotFound

    Stack.at(home()).folder.prepare()
    os.environ.setdefault("TRIPLEHELIX_HOME", str(home()))
    wiring.forget()
    store = wiring.archive_copy() if of_copy else wiring.archive()
    if store is None:
        raise NotFound("Chưa cấu hình bản sao thứ hai: hãy đặt TRIPLEHELIX_ARCHIVE_COPY_URL.")
    found = store.trial()
    if not of_copy and all(one.good for one in found):
        found = (*try_staging(store.staging(), wiring.settings().portal_url), *found)
    wrong = [one.sentence for one in found if not one.good]

    def show() -> None:
        for one in found:
            if one.good:
                screen.print(f"✓ {one.sentence}", markup=False)

    answer({"ok": not wrong, "reasons": wrong, "findings": found}, as_json=as_json, show=show)
    _faults(wrong)
    if wrong:
        raise typer.Exit(1)


@storage.command(name="copy")
@verb
def copy(as_json: AsJson = False) -> None:
    """Chép sang bản sao thứ hai những gì còn thiếu; bị ngắt thì chạy lại, không chép lại từ đầu."""
    from actions import wiring
    from actions.keeping import copies

    with database(), wiring.unit_of_work() as session:
        done = copies.copy(session, progress=_told)
    note(home(), "copy", Last(done.begun_at, done.ok, done.sentence))
    answer({**asdict(done), "ok": done.ok}, as_json=as_json, show=lambda: screen.print(done.sentence))
    _faults(done.faults)
    if not done.ok:
        raise typer.Exit(1)


@storage.command(name="lock")
@verb
def lock(as_json: AsJson = False) -> None:
    """Khóa mọi văn bản đến hết thời hạn lưu; không bao giờ rút ngắn khóa nào."""
    from actions import wiring
    from actions.keeping import copies

    with database(), wiring.unit_of_work() as session:
        done = copies.lock(session, progress=_told)
    sentence = f"Đã xem {done.looked_at} tệp: kéo dài khóa của {done.longer}, không thấy {done.absent}."
    answer({**asdict(done), "ok": True}, as_json=as_json, show=lambda: screen.print(sentence))


@verb
def fsck(
    heal: Annotated[
        bool, typer.Option("--heal", help="Khôi phục từ phiên bản trước hoặc bản sao thứ hai; không xóa gì.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Chỉ so tên và kích thước, không đọc tệp.")] = False,
    of_copy: Annotated[bool, typer.Option("--copy", help="Đối chiếu bản sao thứ hai.")] = False,
    as_json: AsJson = False,
) -> None:
    """Đối chiếu hai chiều giữa cơ sở dữ liệu và kho lưu trữ: thiếu, bị thay đổi, mồ côi."""
    from actions import wiring
    from actions.keeping.fsck import fsck as compare

    with database(), wiring.unit_of_work() as session:
        found = compare(session, heal=heal, quick=quick, of_copy=of_copy, progress=_told)
    what = f"fsck{'-copy' if of_copy else ''}"
    if found.finished_at is not None and not quick:
        note(home(), what, Last(found.finished_at, found.ok, found.sentence))
    faults = [fault.sentence for fault in found.faults]
    unhealed = [fault.sentence for fault in found.faults if not fault.healed_from]

    def show() -> None:
        screen.print(found.sentence, markup=False)
        for fault in found.faults:
            if fault.healed_from:
                screen.print(f"✓ {fault.sentence}", markup=False)
        if found.orphaned:
            screen.print("Tệp mồ côi không hại gì và không bị xóa: giấy nộp dở, hoặc việc bị ngắt.")

    answer(
        {**asdict(found), "ok": found.ok, "reasons": unhealed, "sentences": faults},
        as_json=as_json,
        show=show,
    )
    _faults(unhealed)
    if not found.ok:
        raise typer.Exit(1)


@keeping.command(name="calendar")
@verb
def calendar(
    days: Annotated[int, typer.Option(help="Hết hạn trong bao nhiêu ngày tới.", min=0)] = 30,
    everything: Annotated[bool, typer.Option("--all", help="Mọi văn bản, cả lưu vĩnh viễn.")] = False,
    task: Annotated[str, typer.Option(metavar="CODE", help="Chỉ một nhiệm vụ.")] = "",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Văn bản nào sắp hết thời hạn lưu; hệ thống không tự hủy văn bản nào."""
    from actions import wiring
    from actions.keeping.calendar import calendar as terms_of

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        found = list(terms_of(session, day, within=None if everything else days, task=task))
    rows = ((one.task, one.number, one.title, one.on, one.retention, one.sentence) for one in found)

    def show() -> None:
        if not found:
            screen.print(f"Không có văn bản nào hết thời hạn lưu đến hết {days} ngày tới.")
            return
        table(
            "Thời hạn lưu trữ",
            ("Nhiệm vụ", "Số, ký hiệu", "Tên", "Ngày", "Thời hạn", "Tình trạng"),
            iter(rows),
        )

    told = [{**asdict(one), "sentence": one.sentence} for one in found]
    answer({"ok": True, "as_of": day, "terms": told}, as_json=as_json, show=show)


@verb
def issue_pending(
    workers: Annotated[
        int, typer.Option(help="Số tiến trình in cùng lúc; 0: mỗi nhân một tiến trình.", min=0)
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Ban hành và lưu mọi văn bản đang chờ, trên mọi nhân; bị ngắt thì cứ chạy lại."""
    from rich.progress import Progress

    from actions import batches

    with database(), Progress(console=asides, transient=True) as shown:
        line = shown.add_task("Ban hành và lưu văn bản", total=None)

        def tell(batch: batches.Batch) -> None:
            done = batch.kept + len(batch.faults)
            shown.update(line, completed=done, total=max(batch.waiting, done))

        done = batches.issue_pending(workers=workers, progress=tell)
    sentence = f"Đã cấp số mới {done.numbered} văn bản, lưu vào kho {done.kept}; {len(done.faults)} lỗi."
    answer(
        {"ok": done.ok, "reasons": done.faults, "numbered": done.numbered, "kept": done.kept},
        as_json=as_json,
        show=lambda: screen.print(sentence),
    )
    _faults(done.faults)
    if not done.ok:
        raise typer.Exit(1)


@verb
def export_dossier(
    code: Code,
    actor: Actor,
    output: Output,
    kind: Annotated[str, typer.Option(help="SIP (hệ thống khác nhận) hoặc AIP (cùng hệ thống).")] = "SIP",
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Xuất toàn bộ hồ sơ một nhiệm vụ thành gói lưu trữ có mục lục, siêu dữ liệu, mã băm."""
    from actions import people, wiring
    from actions.keeping.packing import export_dossier as export
    from documents.packages import Kind

    if kind not in set(Kind):
        raise typer.BadParameter("--kind là SIP hoặc AIP.")
    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        written = export(session, code, output, people.find(session, actor), on=day, kind=Kind(kind))

    def show() -> None:
        screen.print(f"Đã ghi {written.path}: {written.files} tệp, {written.size} byte.", markup=False)
        if written.sha256:
            screen.print(f"SHA-256 của gói: {written.sha256}")

    answer({"ok": True, **asdict(written)}, as_json=as_json, show=show)


@verb
def verify_package(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Gói lưu trữ: tệp .zip hoặc thư mục.")],
    sha256: Annotated[str, typer.Option(help="Mã băm của gói, đã biết từ khi xuất.")] = "",
    as_json: AsJson = False,
) -> None:
    """Kiểm tra một gói lưu trữ: mọi mã băm, mục lục, tên tệp; không cần cơ sở dữ liệu."""
    from documents import packages

    found = packages.check(file, sha256=sha256)

    def show() -> None:
        if found.ok:
            told = f"{found.name}: {found.papers} văn bản, {found.files} tệp, không có gì bị thay đổi."
            screen.print(told, markup=False)
            if found.sha256:
                screen.print(f"SHA-256 của gói: {found.sha256}")

    answer({**asdict(found), "ok": found.ok, "reasons": found.faults}, as_json=as_json, show=show)
    _faults(found.faults)
    if not found.ok:
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    verbs: dict[str, Any] = {
        "fsck": fsck,
        "issue-pending": issue_pending,
        "export-dossier": export_dossier,
        "verify-package": verify_package,
    }
    for name, command in verbs.items():
        app.command(name=name)(command)
    app.add_typer(storage, name="storage")
    app.add_typer(keeping, name="keeping")
