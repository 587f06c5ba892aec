"""The commands of `./triplehelix`: running the stack here, the work on tasks in `console.work`."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from console import (
    advisory,
    agreements,
    benefits,
    closet,
    council,
    foresight,
    harnesses,
    honours,
    journal,
    keeping,
    law,
    market,
    money,
    open_data,
    operation,
    people,
    prefect_door,
    previews,
    process,
    protection,
    reports,
    roles,
    secret_files,
    signing,
    steering,
    support,
    survey,
    twins,
    work,
)
from console.backup import commands as backup
from console.demo import play
from console.doctor import examine
from console.speaking import AsJson, AsOf, answer, asides, database, home, say, screen, table, verb
from console.stack import Stack
from models.errors import BadInput

app = typer.Typer(
    name="triplehelix",
    help="Ba nhà: từ đặt hàng của Nhà nước, qua nghiên cứu, đến chuyển giao cho doanh nghiệp.\n\n"
    "`./triplehelix test` chạy toàn bộ kiểm thử. "
    "Mã thoát: 0 đã làm, 1 bị từ chối (mọi lý do trên stderr và trong JSON), 2 dùng sai lệnh.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
for group in (
    backup,
    harnesses,
    work,
    closet,
    foresight,
    market,
    advisory,
    agreements,
    benefits,
    money,
    protection,
    council,
    people,
    prefect_door,
    previews,
    process,
    law,
    keeping,
    journal,
    signing,
    steering,
    reports,
    roles,
    honours,
    support,
    survey,
    open_data,
    operation,
    twins,
):
    group.add_to(app)


def _urls(stack: Stack) -> None:
    for name, label in (("portal", "Cổng thông tin"), ("prefect", "Prefect (bảng ngăn tủ, vòng đời)")):
        screen.print(f"  {label}: {stack.urls()[name]}", markup=False)
    screen.print(f"  {prefect_door.HINT}", markup=False)


@app.command()
@verb
def up(as_json: AsJson = False) -> None:
    """Khởi động tất cả và để chạy nền: PostgreSQL, Prefect, bộ máy, cổng thông tin."""
    _read_settings()
    stack = Stack.at(home())
    stack.ensure_database(say)
    _migrate(stack)
    stack.start(report=say)
    answer({"ok": True, "urls": stack.urls()}, as_json=as_json, show=lambda: _urls(stack))


def _read_settings() -> None:
    """Refuse settings and provinces' rules that are wrong before anything is started."""
    from actions import wiring

    wiring.settings()


def _migrate(stack: Stack) -> None:
    from actions import wiring

    os.environ.update(stack.environment())
    wiring.forget()
    wiring.migrate()


@app.command()
@verb
def down(as_json: AsJson = False) -> None:
    """Dừng mọi dịch vụ của thư mục này; dữ liệu được giữ nguyên."""
    Stack.at(home()).stop()
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print("Đã dừng."))


@app.command()
@verb
def status(as_json: AsJson = False) -> None:
    """Cho biết dịch vụ nào đang chạy, ở địa chỉ nào."""
    found = Stack.at(home()).status()
    answer(
        {"ok": True, "services": found},
        as_json=as_json,
        show=lambda: table(
            "Dịch vụ",
            ("Dịch vụ", "Đang chạy", "PID", "Địa chỉ", "Vấn đề"),
            ((one.title, "có" if one.running else "không", one.pid, one.url, one.problem) for one in found),
        ),
    )


@app.command()
@verb
def doctor(as_json: AsJson = False) -> None:
    """Nói bằng lời: còn thiếu gì, cấu hình nào sai, và cách khắc phục."""
    found = examine(home())

    def show() -> None:
        for one in found:
            screen.print(f"{'✓' if one.ok else '✗'} {one.sentence_vi}", markup=False)
            if one.way_out and not one.ok:
                screen.print(f"    → {one.way_out}", markup=False)

    answer({"ok": all(one.ok for one in found), "findings": found}, as_json=as_json, show=show)
    if not all(one.ok for one in found):
        raise typer.Exit(1)


@app.command()
@verb
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False, as_json: AsJson = False
) -> None:
    """Xóa thư mục trạng thái với toàn bộ dữ liệu, sau khi hỏi."""
    folder = home()
    if not yes and not typer.confirm(f"Xóa {folder} và toàn bộ dữ liệu trong đó?", err=True):
        asides.print("Không xóa gì.")
        raise typer.Exit(1)
    Stack.at(folder).remove()
    answer({"ok": True}, as_json=as_json, show=lambda: screen.print("Đã xóa."))


@app.command()
@verb
def demo(
    as_of: AsOf = "",
    exit_when_played: Annotated[
        bool, typer.Option("--exit", help="Dừng ngay khi câu chuyện kể xong, không chờ Ctrl-C.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Khởi động tất cả, nạp danh sách nhiệm vụ thật, kể câu chuyện mẫu; Ctrl-C dừng tất cả."""
    _read_settings()
    stack = Stack.at(home())
    with stack.session():
        told = play(stack, as_of)
        answer(
            {"ok": True, "urls": stack.urls(), **told},
            as_json=as_json,
            show=lambda: _invite(stack, told["sign_in"]),
        )
        if not exit_when_played:
            sys.stdout.flush()
            stack.watch(say)


def _invite(stack: Stack, sign_in: dict[str, Any]) -> None:
    screen.print("\nĐã sẵn sàng.")
    _urls(stack)
    screen.print(f"  Vào cổng bằng tài khoản mẫu: {', '.join(sign_in['handles'])}", markup=False)
    screen.print(f"  Mật khẩu chung của các tài khoản mẫu: {sign_in['password']}", markup=False)
    screen.print("  Mã một lần của tài khoản mẫu: ./triplehelix code ubnd.chu-tich")
    screen.print(f"  Prefect hỏi mật khẩu, gõ: {prefect_door.word(stack)}", markup=False)
    screen.print("  Ctrl-C để dừng tất cả.")


@app.command()
@verb
def reconcile(as_json: AsJson = False) -> None:
    """Dựng lại từ bảng dữ liệu mọi cửa sổ Prefect bị mất, hủy, hỏng hoặc lạc hậu."""
    with database() as stack:
        stack.start(["prefect"], say)
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
        from flows import progress
        from flows.reconcile import reconcile as rebuild

        with progress.heard(say):
            found = rebuild()
    answer(
        {"ok": True, **found},
        as_json=as_json,
        show=lambda: screen.print(
            f"Đã dựng lại {found['repaired']} cửa sổ ({found['cases']} hồ sơ ngăn tủ), "
            f"cập nhật {found['refreshed']}.",
            markup=False,
        ),
    )


@app.command()
@verb
def retry(as_json: AsJson = False) -> None:
    """Cho bộ máy làm lại những việc đã thất bại nhiều lần và bị treo."""
    with database():
        from actions import outbox, wiring

        with wiring.unit_of_work() as session:
            released = outbox.release(session)
    answer(
        {"ok": True, "released": released},
        as_json=as_json,
        show=lambda: screen.print(f"Đã cho làm lại {released} việc."),
    )


@app.command(name="lifecycle", hidden=True)
@verb
def lifecycle(
    path: Annotated[Path, typer.Argument(help="Tệp để ghi.")] = Path("docs/lifecycle.md"),
    as_json: AsJson = False,
) -> None:
    """Viết docs/lifecycle.md từ dữ liệu vòng đời."""
    from models.lifecycle.page import page

    path.write_text(page(), encoding="utf-8")
    answer({"ok": True, "path": path}, as_json=as_json, show=lambda: screen.print(f"Đã ghi {path}."))


def main() -> None:
    """Run the command line, with the secrets that the environment names files of."""
    try:
        secret_files.adopt(os.environ)
    except BadInput as wrong:
        sys.exit("\n".join(wrong.reasons))
    app(prog_name="triplehelix")


if __name__ == "__main__":
    main()
