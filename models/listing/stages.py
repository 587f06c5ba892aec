"""The stage that a listed task's facts show, and what must be asked for.

One principle: a task stands at the first stage whose outcome its facts do not show. Nothing is inferred
from age: an old row that states a title and no more stands at ORDER, not because it was never done, but
because nothing on record says so; `asked_for` then names what would move it. The rules stand in order; the
first that holds decides.

Choices, and why:

* A failing grade ends the life (CLOSED): there is no result to register or hand over.
* `applied = no` puts the task at MATCH, whether or not a body was named as recipient: a list says "not
  used" only of a result that exists, and a body that took the file but found no user (Long An's farm
  department) is not the user. Acceptance and registration, where not stated, are asked for.
* `applied = yes` or `partly` puts it at FOLLOW_UP.
* A named recipient shows a hand-over (FOLLOW_UP) only where the row speaks of acceptance or of nothing
  earlier: Bình Thuận's call of 2025 names the user of the result at ordering.
* Acceptance, by date, grade or the heading of the list, puts it at COMPLETE; a registry number or a
  recognition decision at RECOGNISE, since settlement is never published.
* A host with a period that is over shows that work should have ended and that acceptance is not shown:
  SUBMIT. With a period not over, or an open one that has begun, it shows EXECUTE. A period without a host
  may be a plan (Quảng Bình's new-countryside models were proposals when published), so it shows no
  contract.
* The decision that approved the host puts it at CONTRACT; a host alone at APPROVE.
* A decision on a list of orders puts it at CALL; a plan year or an undetermined decision alone at IDENTIFY.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.listing.facts import ListedTask

CLOSED: Final = "CLOSED"
"""Not a stage of the line: the life ended without a result."""


@dataclass(frozen=True)
class StageRule:
    """A sign that shows a stage.

    Attributes:
        stage: code of the stage, or CLOSED.
        shows: whether the facts bear the sign, on a day.
        vi: what the facts show, as a sentence.
        en: the same in English.
    """

    stage: str
    shows: Callable[[ListedTask, date], bool]
    vi: str
    en: str


def _names_recipient_after_work(task: ListedTask, _: date) -> bool:
    speaks_of_earlier = (
        task.plan_year or task.decision_role == "list" or task.period.start or task.period.months
    )
    return bool(task.recipients) and (
        task.accepted or task.recognised_on is not None or not speaks_of_earlier
    )


def _should_have_ended(task: ListedTask, on: date) -> bool:
    return _has_contractor(task) and task.period.is_over(on) is True


def _is_running(task: ListedTask, on: date) -> bool:
    start = task.period.start
    begun = start is not None and start.earliest() <= on
    return _has_contractor(task) and (begun or task.contract_no is not None)


def _has_contractor(task: ListedTask) -> bool:
    return task.host is not None or task.contract_no is not None


STAGE_RULES: Final[tuple[StageRule, ...]] = (
    StageRule(
        CLOSED,
        lambda task, _: task.failed,
        "Hội đồng xếp loại không đạt hoặc không hoàn thành: nhiệm vụ kết thúc, không có kết quả.",
        "The council found it failed or not completed: the life ended without a result.",
    ),
    StageRule(
        "MATCH",
        lambda task, _: task.applied == "no",
        "Danh sách ghi kết quả chưa được sử dụng: đang chờ người tiếp nhận.",
        "The list says that nobody uses the result: it awaits a recipient.",
    ),
    StageRule(
        "FOLLOW_UP",
        lambda task, _: task.applied in {"yes", "partly"},
        "Danh sách ghi kết quả đã được ứng dụng toàn bộ hoặc một phần: theo dõi ứng dụng.",
        "The list says that the result is used, wholly or in part: its use is followed.",
    ),
    StageRule(
        "FOLLOW_UP",
        _names_recipient_after_work,
        "Danh sách nêu đơn vị tiếp nhận kết quả: đã bàn giao, chưa rõ việc sử dụng.",
        "The list names who received the result: handed over, its use unknown.",
    ),
    StageRule(
        "RECOGNISE",
        lambda task, _: task.recognised_on is not None or task.recognition_no is not None,
        "Đã có quyết định công nhận kết quả; chưa rõ việc thanh lý hợp đồng.",
        "The result is recognised; the settlement is not shown.",
    ),
    StageRule(
        "RECOGNISE",
        lambda task, _: task.registry_no is not None,
        "Đã có số hồ sơ đăng ký kết quả; chưa thấy quyết định công nhận.",
        "The result is registered; its recognition is not shown.",
    ),
    StageRule(
        "COMPLETE",
        lambda task, _: task.accepted,
        "Đã nghiệm thu; chưa thấy hồ sơ hoàn thiện và đăng ký kết quả.",
        "Accepted; the completed report and the registration are not shown.",
    ),
    StageRule(
        "SUBMIT",
        _should_have_ended,
        "Thời gian thực hiện đã hết; chưa thấy hồ sơ nghiệm thu.",
        "The period is over; no acceptance is shown.",
    ),
    StageRule(
        "EXECUTE",
        _is_running,
        "Có tổ chức chủ trì và thời gian thực hiện hoặc hợp đồng: đang thực hiện.",
        "There is a host with a period or a contract: under way.",
    ),
    StageRule(
        "CONTRACT",
        lambda task, _: task.approved_on is not None,
        "Đã có quyết định phê duyệt giao chủ trì; chưa thấy hợp đồng.",
        "The host is approved; no contract is shown.",
    ),
    StageRule(
        "APPROVE",
        lambda task, _: task.host is not None,
        "Đã nêu tổ chức chủ trì; chưa thấy ngày quyết định phê duyệt.",
        "A host is named; the day of its approval is not shown.",
    ),
    StageRule(
        "CALL",
        lambda task, _: task.decision_role == "list",
        "Có trong danh mục đặt hàng đã phê duyệt; chưa thấy tổ chức chủ trì.",
        "On an approved list of orders; no host is shown.",
    ),
    StageRule(
        "IDENTIFY",
        lambda task, _: bool(
            task.plan_year or task.decision_no or task.decision_by or task.task_code or task.period.start
        ),
        "Có trong kế hoạch hoặc được nêu trong một quyết định; chưa thấy danh mục được phê duyệt.",
        "Planned, or named by a decision; no approved list is shown.",
    ),
    StageRule(
        "ORDER",
        lambda _task, _on: True,
        "Danh sách chỉ nêu tên nhiệm vụ; cần bổ sung hồ sơ để xác định giai đoạn.",
        "The list states the title alone; its papers are needed to tell the stage.",
    ),
)
"""In order; the first that shows decides. The last always does."""


def rule_shown(task: ListedTask, on: date) -> StageRule:
    """Return the rule that decides the stage on a day."""
    return next(rule for rule in STAGE_RULES if rule.shows(task, on))


def stage_shown(task: ListedTask, on: date) -> str:
    """Return the code of the stage that the facts show on a day, or CLOSED."""
    return rule_shown(task, on).stage


_FROM_APPROVAL: Final = frozenset(
    {"APPROVE", "CONTRACT", "EXECUTE", "SUBMIT", "COMPLETE", "RECOGNISE", "MATCH", "FOLLOW_UP"}
)
_FROM_CONTRACT: Final = _FROM_APPROVAL - {"APPROVE"}
_FROM_ACCEPTANCE: Final = frozenset({"COMPLETE", "RECOGNISE", "MATCH", "FOLLOW_UP"})
_ALWAYS: Final = _FROM_APPROVAL | {"ORDER", "IDENTIFY", "CALL"}


@dataclass(frozen=True)
class Question:
    """A fact to ask for, where a task at one of `stages` lacks it."""

    fact: str
    stages: frozenset[str]
    vi: str


QUESTIONS: Final[tuple[Question, ...]] = (
    Question(
        "approved_on",
        _FROM_APPROVAL,
        "Cần bổ sung ngày phê duyệt giao chủ trì để xác định chế độ pháp lý.",
    ),
    Question("host", _ALWAYS - {"ORDER", "IDENTIFY", "CALL"}, "Cần bổ sung tổ chức chủ trì nhiệm vụ."),
    Question(
        "orderer",
        _ALWAYS,
        "Cần bổ sung cơ quan đặt hàng và phương án tiếp nhận, sử dụng kết quả (mục 13 phiếu đặt hàng).",
    ),
    Question("level", _ALWAYS, "Cần xác nhận đây là nhiệm vụ cấp tỉnh."),
    Question("contract", _FROM_CONTRACT, "Cần bổ sung số và ngày hợp đồng thực hiện nhiệm vụ."),
    Question("period", _FROM_CONTRACT, "Cần bổ sung thời gian thực hiện theo hợp đồng."),
    Question("budget", _FROM_APPROVAL, "Cần bổ sung kinh phí, phần ngân sách nhà nước và phần của các bên."),
    Question("accepted_on", _FROM_ACCEPTANCE, "Cần bổ sung ngày họp hội đồng nghiệm thu."),
    Question("grade", _FROM_ACCEPTANCE, "Cần bổ sung kết quả xếp loại của hội đồng nghiệm thu."),
    Question("registry", _FROM_ACCEPTANCE, "Cần bổ sung giấy chứng nhận đăng ký kết quả."),
    Question("recognised_on", _FROM_ACCEPTANCE, "Cần bổ sung ngày quyết định công nhận kết quả."),
    Question("recipient", _FROM_ACCEPTANCE, "Cần bổ sung đơn vị tiếp nhận kết quả."),
    Question(
        "applied",
        _FROM_ACCEPTANCE,
        "Cần bổ sung báo cáo ứng dụng kết quả: ai đang sử dụng, từ khi nào.",
    ),
)
"""What is asked for, in the order of its weight."""


def asked_for(task: ListedTask, on: date) -> tuple[str, ...]:
    """Return what must be supplied, as sentences; nothing of a life that has ended."""
    stage = stage_shown(task, on)
    asked = [
        question.vi for question in QUESTIONS if question.fact in task.unknowns and stage in question.stages
    ]
    if task.decision_role is None and (task.decision_no or task.decision_by) and stage != CLOSED:
        named = f"Quyết định {task.decision_no}" if task.decision_no else f"quyết định của {task.decision_by}"
        asked.insert(
            0, f"Cần cho biết {named} phê duyệt danh mục, giao chủ trì, lập hội đồng hay công nhận kết quả."
        )
    accepted_on = task.accepted_on
    if accepted_on and accepted_on.exact() is None and stage in _FROM_ACCEPTANCE:
        asked.append(f"Cần bổ sung ngày nghiệm thu chính xác (danh sách chỉ ghi {accepted_on}).")
    if task.budget_approximate:
        asked.append("Cần bổ sung kinh phí chính xác (danh sách chỉ ghi số gần đúng).")
    return tuple(asked)
