"""Recording facts of a task and its result that no gate fixes: each with a person and its evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, people, stages
from actions.wiring import parse_day
from models.deeds import Deed, may
from models.dossier import IP_KINDS, Dossier, Grade
from models.errors import BadInput, NotPermitted
from models.language import Method, ProductType, Role
from models.permissions import Actor, role_for
from models.recorders import RECORDERS
from models.tables import Result, Task


@dataclass(frozen=True)
class Recordable:
    """A fact that may be recorded: how its value is read, where it is kept; who may, the table says."""

    vi: str
    read: Callable[[Session, Task, str], Any]
    column: str


def _day(_: Session, __: Task, value: str) -> date:
    return parse_day(value)


def _text(_: Session, __: Task, value: str) -> str:
    return value.strip()


def _yes(_: Session, __: Task, value: str) -> bool:
    if value.lower() in {"yes", "có", "co", "true", "1"}:
        return True
    if value.lower() in {"no", "không", "khong", "false", "0"}:
        return False
    raise BadInput(f"«{value}» phải là có (yes) hoặc không (no).")


_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")
"""How an amount is written in Viet Nam: 1.250.000.000 or 1.250.000,50."""


def _money(_: Session, __: Task, value: str) -> Decimal:
    plain = value.strip()
    try:
        amount = Decimal((plain.replace(".", "") if _THOUSANDS.fullmatch(plain) else plain).replace(",", "."))
    except InvalidOperation:
        raise BadInput(f"«{value}» không phải là số tiền; hãy ghi số đồng, ví dụ 1250000000.") from None
    if not amount.is_finite() or amount < 0:
        raise BadInput(f"Số tiền «{value}» phải là số không âm.")
    return amount


def _share(_: Session, __: Task, value: str) -> Decimal:
    refusal = BadInput(f"Phần ngân sách nhà nước «{value}» phải từ 0 đến 1, ví dụ 0.28.")
    try:
        share = Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        raise refusal from None
    if not share.is_finite() or not 0 <= share <= 1:
        raise refusal
    return share


def _whole(_: Session, __: Task, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise BadInput(f"«{value}» phải là số nguyên.")
    return int(value)


def _rung(session: Session, task: Task, value: str) -> int:
    rung = _whole(session, task, value)
    if not 1 <= rung <= 5:  # noqa: PLR2004 - Decree 70/2018 has five rungs
        raise BadInput("Bậc giao quyền theo Nghị định số 70/2018/NĐ-CP là từ 1 đến 5.")
    return rung


def _trl(session: Session, task: Task, value: str) -> int:
    level = _whole(session, task, value)
    if not 1 <= level <= 9:  # noqa: PLR2004 - ISO 16290 has nine levels
        raise BadInput("Mức sẵn sàng công nghệ (thang ISO 16290) là từ 1 đến 9.")
    return level


def _ip_kind(_: Session, __: Task, value: str) -> str:
    if value not in IP_KINDS:
        raise BadInput(f"Đối tượng bảo hộ là {', '.join(f'{code} ({vi})' for code, vi in IP_KINDS.items())}.")
    return value


def _party(session: Session, task: Task, value: str) -> int:
    return people.ensure_organisation(session, value, province=task.province).id


def _method(_: Session, __: Task, value: str) -> str:
    try:
        return Method(value).value
    except ValueError:
        raise BadInput("Phương thức là selection (tuyển chọn) hoặc direct (giao trực tiếp).") from None


def _grade(_: Session, __: Task, value: str) -> str:
    try:
        return Grade(value).value
    except ValueError:
        raise BadInput(
            f"Xếp loại là {', '.join(f'{each.value} ({each.label})' for each in Grade)}."
        ) from None


def _products(_: Session, __: Task, value: str) -> list[str]:
    try:
        return [ProductType(each.strip()).value for each in value.split(",")]
    except ValueError:
        raise BadInput("Dạng sản phẩm là I, II, III hoặc IV, cách nhau bằng dấu phẩy.") from None


RECORDABLE: dict[str, Recordable] = {
    "method": Recordable("Phương thức", _method, "method"),
    "host": Recordable("Tổ chức chủ trì", _party, "host_id"),
    "recipient": Recordable("Đơn vị tiếp nhận", _party, "recipient_id"),
    "products": Recordable("Dạng sản phẩm", _products, "products"),
    "budget": Recordable("Kinh phí", _money, "budget_vnd"),
    "state_share": Recordable("Phần ngân sách nhà nước", _share, "state_share"),
    "months": Recordable("Thời gian thực hiện (tháng)", _whole, "months"),
    "state_reserves": Recordable("Nhà nước nắm giữ quyền", _yes, "state_reserves"),
    "share_clause": Recordable("Điều khoản phần vốn Nhà nước", _yes, "share_clause"),
    "approved_on": Recordable("Ngày phê duyệt giao chủ trì", _day, "approved_on"),
    "contract_ends_on": Recordable("Ngày kết thúc hợp đồng", _day, "contract_ends_on"),
    "contract_no": Recordable("Số hợp đồng", _text, "contract_no"),
    "equipment": Recordable("Có trang bị tài sản", _yes, "equipment_bought"),
    "legal_basis_on": Recordable("Ngày bộ phận pháp chế xác nhận căn cứ", _day, "legal_basis_on"),
    "registered_on": Recordable("Ngày đăng ký kết quả", _day, "registered_on"),
    "accepted_on": Recordable("Ngày nghiệm thu", _day, "accepted_on"),
    "grade": Recordable("Xếp loại nghiệm thu", _grade, "grade"),
    "recognised_on": Recordable("Ngày công nhận kết quả", _day, "recognised_on"),
    "asset_report_on": Recordable("Ngày báo cáo tài sản", _day, "asset_report_on"),
    "rights_dossier_on": Recordable("Ngày đủ hồ sơ giao quyền", _day, "rights_dossier_on"),
    "rights_decided_on": Recordable("Ngày quyết định giao quyền", _day, "rights_decided_on"),
    "rights_rung": Recordable("Bậc giao quyền", _rung, "rights_rung"),
    "handed_over_on": Recordable("Ngày bàn giao", _day, "handed_over_on"),
    "disclosed_on": Recordable("Ngày công bố lần đầu", _day, "disclosed_on"),
    "ip_filed_on": Recordable("Ngày nộp đơn sở hữu trí tuệ", _day, "ip_filed_on"),
    "ip_granted_on": Recordable("Ngày cấp văn bằng", _day, "ip_granted_on"),
    "partner_found_on": Recordable("Ngày có đơn vị tiếp nhận", _day, "partner_found_on"),
    "funding_line_on": Recordable("Ngày bố trí kinh phí", _day, "funding_line_on"),
    "paid_path_on": Recordable("Ngày chọn phương án hoàn trả giá trị", _day, "paid_path_on"),
    "valued_on": Recordable("Ngày chứng thư định giá", _day, "valued_on"),
    "value": Recordable("Giá trị theo chứng thư", _money, "value_vnd"),
    "transfer_form": Recordable("Hình thức chuyển giao", _text, "transfer_form"),
    "free_transfer_asked_on": Recordable(
        "Ngày đề nghị chuyển giao không bồi hoàn", _day, "free_transfer_asked_on"
    ),
    "application_report_on": Recordable("Ngày báo cáo ứng dụng", _day, "application_report_on"),
    "in_use": Recordable("Đang được sử dụng", _yes, "in_use"),
    "state_decision_on": Recordable("Ngày Nhà nước quyết định cho sử dụng", _day, "state_decision_on"),
    "trl": Recordable("Mức sẵn sàng công nghệ khi nghiệm thu", _trl, "trl"),
    "approval_needed_since": Recordable(
        "Ngày ghi nhận phải được cấp phép, công nhận", _day, "approval_needed_since"
    ),
    "approval_granted_on": Recordable("Ngày được cấp phép, công nhận", _day, "approval_granted_on"),
    "ip_kind": Recordable("Đối tượng bảo hộ", _ip_kind, "ip_kind"),
    "ip_waived_on": Recordable("Ngày quyết định không bảo hộ", _day, "ip_waived_on"),
    "rights_handed_on": Recordable("Ngày bàn giao cho bên được giao quyền", _day, "rights_handed_on"),
    "co_owner": Recordable("Tổ chức đồng sở hữu", _party, "co_owner_id"),
    "benefit_agreement_on": Recordable("Ngày thỏa thuận lợi ích", _day, "benefit_agreement_on"),
}
"""Every fact that may be recorded by hand, once."""


def record(
    session: Session,
    code: str,
    fact: str,
    value: str,
    actor: Actor,
    *,
    on: date,
    evidence: str,
) -> str:
    """Record a fact of a task with its evidence; returns the sentence written into the journal.

    Raises:
        BadInput: no such fact, an unreadable value, a future date, or no evidence.
        NotPermitted: the actor's role does not record this fact.
    """
    if fact not in RECORDABLE:
        raise BadInput(f"Không có thông tin nào tên là «{fact}»; hãy chọn: {', '.join(RECORDABLE)}.")
    if not evidence.strip():
        raise BadInput("Phải nêu căn cứ (số, ngày của văn bản) cho thông tin được ghi nhận.")
    task = dossiers.load(session, code, lock=True)
    spec = RECORDABLE[fact]
    role = _role_to_record(fact, actor, task)
    row = session.get_one(Task, task.id)
    known = spec.read(session, row, value)
    if isinstance(known, date) and known > on and fact != "contract_ends_on":
        raise BadInput(f"«{spec.vi}» là ngày {known:%d/%m/%Y}, sau ngày ghi nhận; hãy kiểm tra lại.")
    if hasattr(Task, spec.column):
        setattr(row, spec.column, known)
    else:
        setattr(_result(session, task.id), spec.column, known)
    if fact in {"recipient", "state_reserves"}:
        row.item13 = True
    if fact == "recipient":
        row.recipient_named_on = on
    sentence = f"{actor.signing_as(role)} ghi nhận {spec.vi.lower()}: {value} (căn cứ: {evidence})."
    told = {"fact": fact, "value": value, "evidence": evidence}
    _tell(session, task, "recorded", sentence, told, actor, on)
    return sentence


def take_back(session: Session, code: str, fact: str, actor: Actor, *, on: date, evidence: str) -> str:
    """Take back a fact of the result that holds no more, as when its application was withdrawn.

    Returns the sentence written into the journal.

    Raises:
        NotFound: no task bears the code.
        NotPermitted: the actor's role does not record this fact.
    """
    task = dossiers.load(session, code, lock=True)
    spec = RECORDABLE[fact]
    role = _role_to_record(fact, actor, task)
    row = _result(session, task.id)
    was = getattr(row, spec.column)
    setattr(row, spec.column, "" if isinstance(was, str) else None)
    sentence = f"{actor.signing_as(role)} bỏ ghi nhận {spec.vi.lower()} (căn cứ: {evidence})."
    _tell(session, task, "taken-back", sentence, {"fact": fact, "was": str(was)}, actor, on)
    return sentence


def may_record(actor: Actor, fact: str, task: Dossier) -> bool:
    """Whether the actor may record that fact on the task."""
    return may(actor, Deed.FACT_RECORD, task) and role_for(actor, task, RECORDERS[fact]) is not None


def _role_to_record(fact: str, actor: Actor, task: Dossier) -> Role:
    role = role_for(actor, task, RECORDERS[fact]) if may(actor, Deed.FACT_RECORD, task) else None
    if role is None:
        raise NotPermitted(f"{actor.title} không được ghi nhận «{RECORDABLE[fact].vi}».")
    return role


def _tell(
    session: Session, task: Dossier, act: str, sentence: str, told: dict[str, str], actor: Actor, on: date
) -> None:
    """Write the journal, and let everything that follows from the task's facts be judged anew."""
    audit.record(
        session,
        f"task:result:{act}",
        sentence,
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts=told,
    )
    stages.refresh_due(session, task.code)
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)
    outbox.promise(session, outbox.Kind.CLOSET, f"case:{task.code}", on=on, code=task.code)


def _result(session: Session, task_id: int) -> Result:
    found = session.get(Result, task_id)
    if found is None:
        found = Result(task_id=task_id)
        session.add(found)
    return found
