"""Stories of the other rooms: plans, money, protection, agreements, calls, surveys, honours, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from trials.crash.asking import Ask, Do, Known, Story
from trials.crash.stories_tasks import (
    ACCEPTED,
    CHAIR,
    COOPERATIVE,
    DIRECTOR,
    EARLIER,
    HEAD,
    HOST,
    OFFICER,
    TASK,
    TODAY,
    handed_in,
    kept,
    page,
    sample,
    seats,
    stands,
)

ADMIN: Final = "so.quan-tri"
NUMBER: Final = {"number": "$number"}
PLAN: Final = {"province": "Đồng Nai", "year": 2026, "code": "KH1", "title": "Kế hoạch năm"}
TARGET: Final = {"code": "CT1", "title": "Dịch vụ công", "unit": "%", "goal": "80", "due_on": "2026-12-20"}
WORK: Final = {
    "code": "NV1",
    "what": "Ban hành quy chế",
    "who": "Trưởng phòng",
    "lead_unit": "Sở Khoa học và Công nghệ",
    "result": "Quyết định",
    "criterion": "Được ban hành",
    "responsible": "Giám đốc Sở",
    "authority": "Ủy ban nhân dân tỉnh",
    "officer": OFFICER,
    "due_on": TODAY,
}
AGREEMENT: Final = {
    "title": "Hợp tác phát triển ngành hàng cá tra",
    "province": "Đồng Nai",
    "state": {"name": "Ủy ban nhân dân tỉnh (mẫu)"},
    "institute": {"name": "Viện nghiên cứu chủ trì (mẫu)", "address": "Phường Trấn Biên"},
    "enterprise": {"name": "Doanh nghiệp tiếp nhận (mẫu)"},
    "fund": {"state": 0.5, "institute": 0.2, "enterprise": 0.3},
    "own": {"state": 0, "institute": 0.7, "enterprise": 0.3},
    "state_reserves": False,
    "starts_on": EARLIER,
    "ends_on": "2099-12-31",
    "tasks": [{"title": "Collagen", "product": "Một quy trình", "budget_vnd": 2_000_000_000, "months": 24}],
}
CALL: Final = {
    "title": "Đổi mới chế biến nông sản",
    "province": "Đồng Nai",
    "opens_on": TODAY,
    "closes_on": "2026-12-30",
    "ceiling_vnd": 400_000_000,
    "share_max": 0.5,
    "kinds": ["enterprise", "cooperative"],
    "small_only": True,
    "at_home": True,
}
PROPOSAL: Final = {
    "title": "Sấy lạnh trái cây",
    "content": "Thay sấy nhiệt",
    "expected": "Một dây chuyền",
    "asked_vnd": 300_000_000,
    "own_vnd": 300_000_000,
    "sector": "production",
    "workers": 40,
    "revenue_vnd": 9_000_000_000,
    "province": "Đồng Nai",
}
SURVEY: Final = {
    "title": "Khảo sát 2026",
    "province": "Đồng Nai",
    "form": "2026",
    "opens_on": TODAY,
    "closes_on": "2026-12-30",
}
INCOME: Final = {
    "kind": "licence", "begins": "2026-01-01", "ends": "2026-06-30", "amount": 500_000_000,
    "costs": 280_000_000, "taxes": 20_000_000,
}  # fmt: skip
SHARED: Final = {"accepted_on": EARLIER, "grade": "pass", "recognised_on": EARLIER, "transferred_on": EARLIER}
USED: Final = SHARED | {
    "registered_on": "2026-02-10",
    "rights_decided_on": "2026-03-01",
    "rights_handed_on": "2026-03-02",
    "handed_over_on": "2026-05-02",
    "in_use": True,
    "application_report_on": "2026-10-01",
    "shared_on": "2026-09-01",
}
PARAMETERS: Final = {"number": "$number"}
LEDGER: Final = {
    "case": "owner",
    "periods": [
        {
            "begins": "2026-01-01", "ends": "2026-06-30", "revenue": 500_000_000, "costs": 280_000_000,
            "taxes": 20_000_000, "paid": [{"to": "Tác giả", "amount": 10_000_000, "on": "2026-07-05"}],
        }
    ],
}  # fmt: skip


def passed(_: Known) -> None:
    """The time for proposals and answers passes."""
    from datetime import timedelta

    from sqlalchemy import update

    from actions import wiring
    from models.tables import SupportCall, Survey

    day = wiring.today() - timedelta(days=1)
    with wiring.unit_of_work() as session:
        for table in (SupportCall, Survey):
            session.execute(update(table).values(opens_on=day, closes_on=day))


def voted(known: Known) -> None:
    """All but the first member vote."""
    from actions import panels, people, rehearsal, wiring

    with wiring.unit_of_work() as session:
        for handle, _ in rehearsal.SEATS[1:]:
            member = people.find(session, handle)
            vote = panels.Vote(marks=_MARKS)
            panels.vote(session, known["call"], {known["number"]: vote}, member, on=wiring.today())


_MARKS: Final = {"need": "18", "novelty": "18", "feasibility": "20", "impact": "20", "budget": "8"}


def _numbers(_: Known) -> Mapping[str, Any]:
    """Organisations and people of the cast, by their rows' numbers."""
    from sqlalchemy import select

    from actions import wiring
    from models.tables import Organisation

    with wiring.unit_of_work() as session:
        found = session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    return {"organisation": found[0], "last": found[-1]}


def work(*steps: tuple[str, str, Any]) -> tuple[Ask, ...]:
    """What becomes of a piece of work: who does what, with what is said."""
    return tuple(
        Ask(who, "POST", f"/work-items/{{number}}/{verb}", NUMBER, body) for who, verb, body in steps
    )


STORIES: tuple[Story, ...] = (
    Story(
        "a plan is kept",
        (
            Ask(HEAD, "POST", "/plans", body=PLAN, learn={"plan": "number"}),
            Ask(HEAD, "PUT", "/plans/{number}", {"number": "$plan"}, PLAN | {"title": "Kế hoạch mới"}),
            Ask(HEAD, "POST", "/plans/imports", files=("plans.csv", b"\n".join(
                sample("plans.csv")[1].splitlines()[:4]))),
            Ask(HEAD, "POST", "/plans/figures", body={
                "province": "Đồng Nai", "subject": "work", "title": "Nhiệm vụ đến hạn",
                "as_of": TODAY, "total": 84, "parts": {"done": 39}, "source": "Báo cáo"}),
            Ask(HEAD, "POST", "/plans/{number}/targets", {"number": "$plan"}, TARGET,
                learn={"target": "number"}),
            Ask(HEAD, "PUT", "/targets/{number}", {"number": "$target"}, TARGET | {"goal": "70"}),
            Ask(HEAD, "POST", "/targets/{number}/readings", {"number": "$target"},
                {"numerator": 412, "denominator": 500, "source": "Báo cáo"}),
            Ask(HEAD, "POST", "/targets/{number}/awaiting", {"number": "$target"}, {"document": "1/TTr"}),
            Ask(HEAD, "POST", "/targets/{number}/answer", {"number": "$target"}, {"document": "2/QĐ"}),
            Ask(DIRECTOR, "POST", "/reports/targets/{number}/issue", {"number": "$target"}),
            Ask(HEAD, "POST", "/targets/{number}/cancellation", {"number": "$target"}, {"because": "bỏ"}),
            Ask(HEAD, "POST", "/plans/{number}/work-items", {"number": "$plan"}, WORK,
                learn={"number": "number"}),
            Ask(HEAD, "PUT", "/work-items/{number}", NUMBER, WORK | {"result": "Nghị quyết"}),
            *work((HEAD, "publication", None), (OFFICER, "start", None),
                  (OFFICER, "awaiting", {"document": "1/TTr"}), (OFFICER, "answer", {"document": "2/QĐ"}),
                  (OFFICER, "done", {"evidence": "12/QĐ"}), (HEAD, "quality", {"percent": 0.85})),
            Ask(HEAD, "POST", "/plans/{number}/work-items", {"number": "$plan"}, WORK | {"code": "NV2"},
                learn={"number": "number"}),
            *work((HEAD, "cancellation", {"because": "bỏ"})),
            Ask(DIRECTOR, "POST", "/reports/{period}/issue", {"period": "2026-10"}, {}),
        ),
    ),
    Story(
        "money is kept",
        (
            stands("EXECUTE"),
            Ask(OFFICER, "PUT", "/tasks/{code}/funding", TASK,
                {"source": "state", "year": 2026, "amount": 1_000_000, "document": "55/QĐ"}),
            Ask(OFFICER, "POST", "/tasks/{code}/movements", TASK,
                {"kind": "disbursed", "source": "state", "on": "2026-02-05", "amount": 900_000},
                learn={"number": "number"}),
            Ask(OFFICER, "POST", "/tasks/{code}/movements/{number}/void", TASK | NUMBER, {"reason": "nhầm"}),
            Ask(OFFICER, "POST", "/money/years", body={
                "province": "Đồng Nai", "year": 2025, "local_budget": 30000, "science": 300,
                "source": "BC 1"}),
            Ask("tai-chinh", "POST", "/money/imports", files=(
                "a.csv", "Mã nhiệm vụ,Loại,Năm,Ngày,Số tiền\nDN-2026-001,Kế hoạch,2026,,5000000\n".encode())),
        ),
    ),
    Story(
        "a result is protected and brings in money",
        (
            stands("SHARE", **SHARED),
            Ask(HOST, "POST", "/tasks/{code}/publications", TASK,
                {"kind": "article", "title": "Bài một", "planned_on": "2030-12-31"},
                learn={"number": "number"}),
            Ask(HOST, "POST", "/tasks/{code}/filings", TASK,
                {"kind": "invention", "title": "Quy trình", "office": "Cục Sở hữu trí tuệ",
                 "number": "1-2026-1", "filed_on": EARLIER}, learn={"filing": "number"}),
            Ask(HOST, "POST", "/tasks/{code}/publications/{number}/clearance", TASK | NUMBER),
            Ask(HOST, "POST", "/tasks/{code}/publications/{number}/publication", TASK | NUMBER,
                {"published_on": TODAY}),
            Ask(HOST, "POST", "/tasks/{code}/publications", TASK,
                {"kind": "talk", "title": "Bài hai", "planned_on": "2030-12-31"},
                learn={"number": "number"}),
            Ask(HOST, "POST", "/tasks/{code}/publications/{number}/cancellation", TASK | NUMBER,
                {"reason": "bỏ"}),
            Ask(HOST, "PUT", "/tasks/{code}/filings/{number}", TASK | {"number": "$filing"},
                {"formal_on": "2026-02-05"}),
            Ask(HOST, "POST", "/tasks/{code}/incomes", TASK, INCOME, learn={"number": "number"}),
            Ask(HOST, "PUT", "/tasks/{code}/incomes/{number}", TASK | NUMBER,
                INCOME | {"amount": 520_000_000, "reason": "nhầm"}),
            Ask(HOST, "POST", "/tasks/{code}/incomes/{number}/payouts", TASK | NUMBER,
                {"line": "Tác giả", "amount": 10_000_000, "on": "2026-07-05"}, learn={"payout": "number"}),
            Ask(HOST, "POST", "/tasks/{code}/payouts/{number}/withdrawal", TASK | {"number": "$payout"},
                {"reason": "nhầm"}),
            Ask(HOST, "POST", "/tasks/{code}/shares/recorded", TASK, {"case": "licence"}),
            Ask(HOST, "POST", "/tasks/{code}/shares", TASK, LEDGER),
            Ask(OFFICER, "POST", "/protection/register", body={"province": "Đồng Nai", "year": 2026}),
            stands("SHARE", **SHARED),
            Ask(HEAD, "POST", "/tasks/{code}/waiver", TASK, {"on": TODAY, "evidence": "5/QĐ"}),
        ),
    ),
    Story(
        "an agreement of three houses",
        (
            Ask(OFFICER, "POST", "/agreements", body=AGREEMENT, learn={"agreement": "code"}),
            Ask(OFFICER, "PUT", "/agreements/{code}", {"code": "$agreement"}, AGREEMENT | {"title": "Mới"}),
            Ask(OFFICER, "POST", "/agreements/{code}/issue", {"code": "$agreement"}),
            Ask(DIRECTOR, "POST", "/agreements/{code}/signing", {"code": "$agreement"},
                {"signed_on": TODAY, "evidence": "bản giấy"}),
            Ask(OFFICER, "POST", "/agreements/{code}/orders", {"code": "$agreement"}, {"numbers": [1]}),
        ),
    ),
    Story(
        "a call is answered, judged and paid",
        (
            Ask(OFFICER, "POST", "/support", body=CALL, learn={"call": "code"}),
            Ask(OFFICER, "PUT", "/support/{code}", {"code": "$call"}, CALL | {"title": "Đổi mới"}),
            Ask(OFFICER, "POST", "/support/{code}/publication", {"code": "$call"}),
            Ask(COOPERATIVE, "POST", "/support/{code}/proposals", {"code": "$call"}, PROPOSAL,
                learn={"number": "number"}),
            Ask(COOPERATIVE, "POST", "/proposals/{number}/withdrawal", NUMBER),
            Ask(COOPERATIVE, "POST", "/support/{code}/proposals", {"code": "$call"}, PROPOSAL,
                learn={"number": "number"}),
            Ask(OFFICER, "POST", "/proposals/{number}/check", NUMBER, {}),
            Do("who sits", seats),
            Ask(DIRECTOR, "PUT", "/panels/{code}", {"code": "$call"}, {"members": "$panel"}),
            Ask(HEAD, "POST", "/panels/{code}/attendance", {"code": "$call"},
                {"members": {"hoi-dong.1": "present"}}),
            Do("the time passes", passed),
            Ask("hoi-dong.1", "POST", "/panels/{code}/ballots", {"code": "$call"},
                {"ballots": [{"candidate": "$number", "marks": _MARKS}]}),
            Do("the others vote", voted),
            Ask(DIRECTOR, "POST", "/support/{code}/conclusion", {"code": "$call"}, {}),
            Ask(OFFICER, "POST", "/proposals/{number}/payments", NUMBER,
                {"amount_vnd": 100_000_000, "on": TODAY, "document": "UNC 01"}),
            Ask(OFFICER, "POST", "/proposals/{number}/outcome", NUMBER,
                {"outcome": "Đã vận hành", "in_use": True}),
        ),
    ),
    Story(
        "enterprises are asked",
        (
            Ask(OFFICER, "POST", "/surveys", body=SURVEY, learn={"survey": "code"}),
            Ask(OFFICER, "PUT", "/surveys/{code}", {"code": "$survey"}, SURVEY | {"title": "Khảo sát"}),
            Ask(OFFICER, "POST", "/surveys/{code}/links", {"code": "$survey"},
                {"companies": [{"organisation": "Công ty (mẫu)", "email": "a@vi-du.vn"}], "by_mail": True}),
            Do("the time passes", passed),
            Ask(OFFICER, "POST", "/surveys/{code}/summary", {"code": "$survey"}),
        ),
    ),
    Story(
        "results and people are honoured",
        (
            stands("FOLLOW_UP", **USED),
            Ask(HOST, "POST", "/honours", body={"task": "$task", "year": 2026, "reason": "Đã dùng"},
                learn={"list": "code"}),
            Ask(HOST, "POST", "/honours/{code}/people", {"code": "$list"},
                {"account": "chu-tri.thu-truong", "reason": "Chủ trì"}),
            Ask(HOST, "POST", "/honours/{code}/nominations/{number}/withdrawal",
                {"code": "$list", "number": 2}),
            Do("who sits", seats),
            Ask(DIRECTOR, "PUT", "/panels/{code}", {"code": "$list"},
                {"members": "$panel", "meets_on": TODAY}),
            Ask("hoi-dong.7", "POST", "/panels/{code}/conflicts", {"code": "$list"},
                {"candidate": 1, "conflict": "cùng cơ quan"}),
            Do("they vote", lambda known: _agreed(known["list"])),
            Ask(DIRECTOR, "POST", "/honours/{code}/conclusion", {"code": "$list"}),
            Ask(HEAD, "POST", "/tasks/{code}/honours", TASK, {"year": 2026, "document": "55/QĐ-UBND"}),
        ),
    ),
    Story(
        "accounts, organisations and the calendar",
        (
            Do("their numbers", _numbers),
            Ask(HEAD, "POST", "/delegations", body={
                "taker": OFFICER, "roles": ["dost_head"], "valid_from": TODAY, "valid_to": "2026-11-30",
                "document": "1/UQ"}, learn={"number": "number"}),
            Ask(HEAD, "DELETE", "/delegations/{number}", NUMBER),
            Ask(ADMIN, "POST", "/people/{handle}", {"handle": "nguoi-moi"},
                {"title": "Chuyên viên mới", "organisation": "$organisation", "roles": ["dost_officer"]}),
            Ask(ADMIN, "PUT", "/people/{handle}", {"handle": "nguoi-moi"},
                {"title": "Chuyên viên", "organisation": "$organisation", "roles": ["dost_head"]}),
            Ask(ADMIN, "POST", "/people/{handle}/invitation", {"handle": "nguoi-moi"}),
            Ask(ADMIN, "PUT", "/me", body={"language": "en"}),
            Ask(ADMIN, "PUT", "/letterhead", body={"place": "Biên Hòa"}),
            Ask(ADMIN, "POST", "/people/{handle}/shutting", {"handle": "nguoi-moi"}),
            Ask(ADMIN, "POST", "/people/{handle}/reopening", {"handle": "nguoi-moi"}),
            Ask(ADMIN, "POST", "/organisations", body={"name": "Công ty mới (mẫu)", "kind": "enterprise"},
                learn={"number": "number"}),
            Ask(ADMIN, "PUT", "/organisations/{number}", NUMBER, {"name": "Công ty (mẫu)", "address": "A"}),
            Ask(ADMIN, "POST", "/organisations/{number}/dissolution", NUMBER,
                {"on": TODAY, "document": "9/QĐ", "successor": "$last"}),
            Ask(ADMIN, "POST", "/organisations/{number}/handover", NUMBER),
            Ask(ADMIN, "PUT", "/calendar/{on}", {"on": "2026-12-24"},
                {"works": False, "name": "Nghỉ", "document": "1/TB"}),
            Ask(ADMIN, "DELETE", "/calendar/{on}", {"on": "2026-12-24"}),
            Ask(ADMIN, "POST", "/system/release"),
            Ask(HEAD, "DELETE", "/tokens/{number}", {"number": 2}),
        ),
    ),
    Story(
        "another system is told",
        (
            Ask(HEAD, "POST", "/webhooks", body={"url": "https://1.1.1.1/nhan", "events": ["task.ordered"]},
                learn={"number": "id"}),
            Ask(HEAD, "POST", "/webhooks/{number}/ping", NUMBER),
            Ask(HEAD, "POST", "/webhooks/{number}/pause", NUMBER),
            Ask(HEAD, "POST", "/webhooks/{number}/resumption", NUMBER),
            Ask(HEAD, "POST", "/webhooks/{number}/deliveries/{sent}/redelivery", NUMBER | {"sent": 1}),
            Ask(HEAD, "DELETE", "/webhooks/{number}", NUMBER),
        ),
    ),
    Story(
        "papers are approved and advised on",
        (
            stands("MATCH", **ACCEPTED, recipient_id=None),
            Do("the closet is judged", lambda known: _judged(known["task"])),
            Ask(HEAD, "POST", "/advisory/agendas", body={"province": "Đồng Nai", "month": "2026-11"}),
            Do("papers are kept", kept, tried=True),
            Ask(HEAD, "POST", "/advisory/minutes", body={
                "province": "Đồng Nai", "held_on": TODAY,
                "present": [{"function": "Ủy viên", "number": 7}, {"function": "Thư ký", "number": 1}],
                "conclusions": [{"task": "$task", "conclusion": "Mở nhiệm vụ"}],
                "actions": [{"task": "$task", "who": "Phòng", "what": "Mời hợp tác xã",
                             "due_on": "2026-12-15", "result": "Biên bản", "responsible": "Trưởng phòng",
                             "authority": "Giám đốc Sở"}],
                "conclusion": "Họp lại sau một tháng"}),
            Ask(OFFICER, "POST", "/advisory/actions/{number}/done", {"number": 1}, {"evidence": "02/BB"}),
            Ask(HEAD, "POST", "/advisory/reports", body={"province": "Đồng Nai", "month": "2026-11"}),
            Do("papers are kept", kept),
            Ask(DIRECTOR, "POST", "/documents/{number}/approval", {"number": 1}),
        ),
    ),
)  # fmt: skip


def _judged(code: str) -> None:
    from datetime import date

    from actions import closet

    closet.judge(code, date(2026, 11, 2))


def _agreed(code: str) -> None:
    """Everybody without a conflict agrees."""
    from actions import panels, people, rehearsal, wiring

    with wiring.unit_of_work() as session:
        for handle, _ in rehearsal.SEATS[:-1]:
            member = people.find(session, handle)
            panels.vote(session, code, {1: panels.Vote(agree=True)}, member, on=wiring.today())


__all__ = ["CHAIR", "PARAMETERS", "STORIES", "handed_in", "page"]
