"""The page of the lifecycle: written from the data, so that it never says anything else."""

from __future__ import annotations

from collections.abc import Iterator

from models.language import Approval, Council, Gate, Moment, Several, Single, Stage, Step
from models.law import RULES, SCHEMES
from models.lifecycle import LIFECYCLE, OBLIGATIONS

_END = "DONE"


def page() -> str:
    """The whole page in markdown: the picture, each stage, the duties beside the line, the rules."""
    return "\n".join(
        [
            "# Vòng đời nhiệm vụ khoa học và công nghệ",
            "",
            "Trang này được sinh từ `models/lifecycle/` và `models/law.py` bằng lệnh",
            "`./triplehelix lifecycle`; không sửa bằng tay. Điều nào ghi «tham khảo» là cấu hình của tỉnh,",
            "không phải quy định đã đọc.",
            "",
            *_picture(),
            *(line for stage in LIFECYCLE for line in _stage(stage)),
            *_obligations(),
            *_councils(),
            *_rules(),
        ]
    )


def _picture() -> Iterator[str]:
    yield "```mermaid"
    yield "flowchart TD"
    for stage in LIFECYCLE:
        left, right = ("[/", "/]") if stage.beside else ("[", "]")
        yield f'    {stage.code}{left}"{stage.row}. {stage.vi}"{right}'
    yield f'    {_END}(["Kết thúc"])'
    for stage in LIFECYCLE:
        for step in stage.next:
            yield f"    {stage.code} -->{_label(step)} {step.to or _END}"
        for step in stage.on_reject:
            if step.to and any(gate.may_reject for gate in stage.gates):
                yield f"    {stage.code} -. từ chối .-> {step.to}"
        for step in stage.opens:
            yield f"    {stage.code} -. mở song song .-> {step.to}"
    yield "```"
    yield ""


def _label(step: Step) -> str:
    return f"|{step.when.code}|" if step.when else ""


def _stage(stage: Stage) -> Iterator[str]:
    beside = " (chạy song song)" if stage.beside else ""
    yield f"## {stage.row}. {stage.vi} (`{stage.code}`){beside}"
    yield ""
    yield f"*{stage.en}*. Trạng thái: «{stage.state}». Kết thúc: `{stage.exit}`. Căn cứ: {stage.source}."
    yield ""
    for check in stage.enter:
        yield f"- Điều kiện vào: không được có tình trạng «{check.vi}»"
    if stage.deadline:
        since = f" kể từ `{stage.deadline.since}`" if stage.deadline.since else " kể từ ngày vào giai đoạn"
        yield f"- Thời hạn: quy tắc `{stage.deadline.rule}`{since}"
    for paper in stage.papers:
        who = " / ".join(dict.fromkeys(role.vi for role in paper.by))
        need = "" if paper.required else ", không bắt buộc"
        form = f" ({paper.form})" if paper.form else ""
        when = f", khi `{paper.when.code}`" if paper.when else ""
        yield f"- Giấy tờ `{paper.code}`: {paper.vi}{form}, do {who} nộp{need}{when}"
    for gate in stage.gates:
        yield f"- Cửa `{gate.code}`: {gate.vi}; {_approval(gate.approval)}{_conditions(gate)}"
    if stage.withdrawn_by:
        yield "- Được rút bởi: " + ", ".join(role.vi for role in stage.withdrawn_by)
    for document in stage.documents:
        moment = {"enter": "khi vào giai đoạn", Moment.COUNCIL_FORMED.value: "khi lập hội đồng"}.get(
            document.on, f"tại `{document.on}`"
        )
        when = f", khi `{document.when.code}`" if document.when else ""
        yield f"- Văn bản sinh ra: `{document.paper}` {moment}{when}"
    yield ""


def _approval(approval: Approval) -> str:
    match approval:
        case Single(roles):
            return "do " + " hoặc ".join(role.vi for role in roles) + " quyết định"
        case Several(roles, need):
            count = "tất cả" if need is None else f"{need} trong số"
            return f"cần {count}: " + ", ".join(role.vi for role in roles)
        case Council(scheme):
            return f"do hội đồng quyết định theo cách `{scheme}`"


def _conditions(gate: Gate) -> str:
    said = [f"điều kiện `{check.code}`" for check in gate.checks]
    if gate.when:
        said.append(f"chỉ khi `{gate.when.code}`")
    if gate.opened_by:
        said.append(f"mở khi có `{gate.opened_by}`")
    if gate.records:
        said.append("ghi " + ", ".join(f"`{name}`" for name in gate.records))
    return "; " + "; ".join(said) if said else ""


def _obligations() -> Iterator[str]:
    yield "## Nghĩa vụ chạy song song"
    yield ""
    yield "| Mã | Nghĩa vụ | Ai | Kể từ | Quy tắc | Căn cứ |"
    yield "|---|---|---|---|---|---|"
    for duty in OBLIGATIONS:
        who = ", ".join(dict.fromkeys(role.vi for role in duty.owed_by))
        yield (
            f"| `{duty.code}` | {duty.vi} | {who} | `{duty.deadline.since}` | `{duty.deadline.rule}` "
            f"| {duty.source} |"
        )
    yield ""


def _councils() -> Iterator[str]:
    yield "## Hội đồng"
    yield ""
    yield "| Cách | Hội đồng | Số thành viên | Có mặt tối thiểu | Phiếu | Ngưỡng | Căn cứ |"
    yield "|---|---|---|---|---|---|---|"
    for scheme in SCHEMES.values():
        yield (
            f"| `{scheme.code}` | {scheme.vi} | {scheme.members[0]}-{scheme.members[1]} | {scheme.quorum} "
            f"| {scheme.ballot.value} | {scheme.threshold} | {scheme.source} |"
        )
    yield ""


def _rules() -> Iterator[str]:
    yield "## Con số của pháp luật"
    yield ""
    yield "| Quy tắc | Nội dung | Giá trị | Chế độ | Hiệu lực từ | Căn cứ |"
    yield "|---|---|---|---|---|---|"
    for rule in RULES:
        regimes = ", ".join(regime.value for regime in rule.regimes) or "mọi chế độ"
        start = "" if rule.valid_from.year == 1 else f"{rule.valid_from:%d/%m/%Y}"
        yield (
            f"| `{rule.code}` | {rule.name_vi} | {rule.value} {rule.unit.value} | {regimes} | {start} "
            f"| {rule.source} |"
        )
    yield ""
