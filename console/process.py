"""Commands of changes of process: versions side by side, a dry run in words, apply, undo."""

import shutil
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.speaking import Actor, AsJson, AsOf, answer, database, living_on, screen, table, verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from actions.changing import Told
    from models.changing import Finding, Plan

group = typer.Typer(
    help="Chuyển quy trình: các phiên bản vòng đời và nhiệm vụ đang theo từng phiên bản.",
    no_args_is_help=True,
)

_SHOWN = 20
"""Tasks told on the screen, unless more are asked for."""

Old = Annotated[str, typer.Argument(metavar="CŨ", help="Phiên bản mà các nhiệm vụ đang theo.")]
New = Annotated[str, typer.Argument(metavar="MỚI", help="Phiên bản mà các nhiệm vụ sẽ theo.")]
Stages = Annotated[
    list[str] | None,
    typer.Option(
        "--stage", metavar="CŨ=MỚI", help="Giai đoạn cũ chuyển sang giai đoạn mới nào; lặp lại được."
    ),
]
Codes = Annotated[
    list[str] | None,
    typer.Option("--code", metavar="CŨ=MỚI", help="Cửa hay giấy tờ nào là một, chỉ khác mã; lặp lại được."),
]


@group.command(name="versions")
@verb
def versions_(actor: Actor, as_of: AsOf = "", as_json: AsJson = False) -> None:
    """Liệt kê các phiên bản: khác nhau ở đâu, có bao nhiêu nhiệm vụ đang theo; và các đợt chuyển đã làm."""
    from actions import changing, people, wiring

    with database(), living_on(as_of), wiring.unit_of_work() as session:
        who = people.find(session, actor)
        found, made = changing.versions(session, who), changing.changes(session, who)

    def show() -> None:
        table(
            f"{len(found)} phiên bản vòng đời",
            ("Phiên bản", "Tên", "Tỉnh", "Từ ngày", "Đang thực hiện", "Đã kết thúc", "Căn cứ"),
            (
                (each.code, each.vi, each.province, each.valid_from, each.in_flight, each.ended, each.source)
                for each in found
            ),
        )
        for each in found:
            for sentence in each.differs:
                screen.print(f"  {each.code}: {sentence}", markup=False)
        if made:
            table(
                "Các đợt chuyển",
                ("Đợt", "Từ", "Sang", "Ngày", "Đã chuyển", "Đã hoàn tác"),
                (
                    (each.number, each.old, each.new, each.applied_at.date(), each.moved, each.undone)
                    for each in made
                ),
            )

    answer({"ok": True, "versions": found, "changes": made}, as_json=as_json, show=show)


@group.command(name="dry-run")
@verb
def dry_run(
    old: Old,
    new: New,
    actor: Actor,
    stage: Stages = None,
    code: Codes = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Ghi báo cáo từng nhiệm vụ ra tệp .xlsx hoặc .csv.")
    ] = None,
    most: Annotated[int, typer.Option(min=0, help="Số nhiệm vụ nêu trên màn hình.")] = _SHOWN,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Chạy thử: nêu bằng lời từng nhiệm vụ sẽ ra sao, không thay đổi gì."""
    from actions import changing, people, wiring

    with database(), living_on(as_of) as day, wiring.unit_of_work() as session:
        plan = changing.plan_of(
            old, new, changing.paired(" ".join(stage or ())), changing.paired(" ".join(code or ()))
        )
        who = people.find(session, actor)
        tally: Counter[str] = Counter()
        found = _counted(changing.dry_run(session, plan, who, day), tally)
        shown = list(islice(found, most))
        if file is not None:
            _kept(file, (each for part in (shown, found) for each in part))
        else:
            for _ in found:
                pass
    told = [{"code": each.task.code, "moves": each.can_move, "sentences": each.told} for each in shown]

    def show() -> None:
        _tell((each["code"], each["moves"], each["sentences"]) for each in told)
        if sum(tally.values()) > len(shown):
            screen.print(f"... và {sum(tally.values()) - len(shown)} nhiệm vụ nữa (--most, --file).")
        _sum_up(tally, done="chuyển được", left="không chuyển được")

    answer(
        {"ok": True, "moves": tally["yes"], "refused": tally["no"], "tasks": told}, as_json=as_json, show=show
    )


def _counted(found: "Iterable[Finding]", tally: Counter[str]) -> "Iterator[Finding]":
    for each in found:
        tally["yes" if each.can_move else "no"] += 1
        yield each


def _kept(path: Path, found: "Iterable[Finding]") -> None:
    from actions import changing_report

    with changing_report.file_of(found, path.suffix) as file, path.open("wb") as kept:
        shutil.copyfileobj(file, kept)


@group.command(name="apply")
@verb
def apply_(
    old: Old,
    new: New,
    actor: Actor,
    stage: Stages = None,
    code: Codes = None,
    change: Annotated[int, typer.Option("--change", help="Làm tiếp đợt chuyển số này.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Chuyển mọi nhiệm vụ chuyển được; dừng giữa chừng thì chạy lại với --change."""
    from actions import changing, people, wiring

    with database(), living_on(as_of) as day:
        with wiring.unit_of_work() as session:
            who = people.find(session, actor)
            stages, codes = changing.paired(" ".join(stage or ())), changing.paired(" ".join(code or ()))
            plan = changing.plan_of(old, new, stages, codes)
            tried = changing.mark(session)
            tally: Counter[str] = Counter()
            for _ in _counted(changing.dry_run(session, plan, who, day), tally):
                pass
        if not yes and not as_json:
            _ask(plan, tally)
        with wiring.unit_of_work() as session:
            number = change or changing.begin(session, plan, who, day, tried=tried)
        told = list(changing.apply(number, who, day))
    _answer_told(number, told, done="đã chuyển", left="giữ nguyên", as_json=as_json, day=day)


def _ask(plan: "Plan", tally: Counter[str]) -> None:
    _sum_up(tally, done="chuyển được", left="không chuyển được")
    typer.confirm(f"Chuyển từ «{plan.old.code}» sang «{plan.new.code}»?", abort=True)


@group.command(name="undo")
@verb
def undo_(
    change: Annotated[int, typer.Argument(metavar="ĐỢT", help="Số của đợt chuyển.")],
    actor: Actor,
    as_of: AsOf = "",
    as_json: AsJson = False,
) -> None:
    """Hoàn tác một đợt chuyển; nhiệm vụ đã có quyết định từ đó được giữ lại, nêu rõ lý do."""
    from actions import changing, people, wiring

    with database(), living_on(as_of) as day:
        with wiring.unit_of_work() as session:
            who = people.find(session, actor)
        told = list(changing.undo(change, who, day))
    _answer_told(change, told, done="đã hoàn tác", left="giữ nguyên", as_json=as_json, day=day)


def _answer_told(
    number: int, told: "list[Told]", *, done: str, left: str, as_json: bool, day: "date"
) -> None:
    tally = Counter("yes" if each.done else "no" for each in told)

    def show() -> None:
        worth = [each for each in told if each.again or not each.done]
        _tell((each.code, each.done, each.sentences) for each in worth)
        _sum_up(tally, done=done, left=left)
        screen.print(f"Đợt chuyển số {number}.", markup=False)

    answer(
        {
            "ok": True,
            "as_of": day,
            "change": number,
            "done": tally["yes"],
            "left": tally["no"],
            "tasks": told,
        },
        as_json=as_json,
        show=show,
    )


def _tell(rows: "Iterable[Any]") -> None:
    told = [(code, "chuyển" if moves else "giữ", "\n".join(sentences)) for code, moves, sentences in rows]
    if told:
        table("Từng nhiệm vụ", ("Nhiệm vụ", "Kết quả", "Diễn giải"), iter(told))


def _sum_up(tally: Counter[str], *, done: str, left: str) -> None:
    screen.print(f"{tally['yes']} nhiệm vụ {done}; {tally['no']} nhiệm vụ {left}.", markup=False)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this subject to the application."""
    app.add_typer(group, name="process")
