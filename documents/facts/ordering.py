"""Facts of the papers from the order to the call: rows 1 to 3 of the stage table (councils stand apart)."""

from __future__ import annotations

from datetime import date

from documents.facts import bases
from documents.facts.base import METHOD, Builder, Facts, Occasion, PaperFacts, Text
from documents.facts.reading import (
    comment,
    common,
    proposal_of,
    reference,
    referring,
    submitted_on,
    task_facts,
)
from models import law
from models.councils import outcome
from models.language import Paper, Role, Stage
from models.lifecycle import CALL, ORDER, SELECT
from models.progress import papers_of
from models.workdays import after


class FiledPaper(Facts):
    """A paper of a dossier: what it is, its form, when it came in (None while it has not)."""

    name: Text
    form: Text | None
    by: Text
    received_on: date | None


class OrderReceiptFacts(PaperFacts):
    """Thông báo tiếp nhận phiếu đặt hàng."""

    received_on: date | None
    papers: tuple[FiledPaper, ...]
    remark: Text | None
    check_term: Text | None


class OrderListFacts(PaperFacts):
    """Quyết định phê duyệt danh mục đặt hàng."""

    remark: Text | None
    receipt: Text | None


class TaskListFacts(PaperFacts):
    """Quyết định phê duyệt danh mục nhiệm vụ."""

    minutes: Text | None
    conclusion: Text | None
    remark: Text | None


class CallFacts(PaperFacts):
    """Thông báo tuyển chọn, công văn mời giao trực tiếp."""

    addressees: tuple[Text, ...]
    opens_on: date
    closes_on: date | None
    open_term: Text | None
    papers: tuple[FiledPaper, ...]
    list_decision: Text | None
    pass_mark: Text
    remark: Text | None


_BODIES = {
    Role.HOST_HEAD: Role.HOST.vi,
    Role.DOST_OFFICER: "Sở KH&CN",
    Role.DOST_HEAD: "Sở KH&CN",
    Role.DOST_DIRECTOR: "Sở KH&CN",
}
"""For whom a person in that role hands a paper in, where the body says it shorter."""


def filed(stage: Stage, occasion: Occasion) -> tuple[FiledPaper, ...]:
    """The papers of the stage for this task, with the day on which each came in."""
    return tuple(_filed(paper, occasion) for paper in papers_of(stage, occasion.dossier))


def _filed(paper: Paper, occasion: Occasion) -> FiledPaper:
    return FiledPaper(
        name=paper.vi,
        form=paper.form or None,
        by=" hoặc ".join(dict.fromkeys(_BODIES.get(role, role.vi) for role in paper.by)),
        received_on=submitted_on(occasion.entry, paper.code),
    )


def _order_receipt(occasion: Occasion) -> OrderReceiptFacts:
    return OrderReceiptFacts(
        **common(
            "order-receipt",
            occasion,
            subject="Về việc tiếp nhận phiếu đặt hàng nhiệm vụ khoa học và công nghệ",
            grounds=bases.cited(
                *bases.science_law(occasion.dossier, occasion.on),
                *bases.procedure("identify", occasion.dossier, occasion.on),
            ),
        ),
        received_on=submitted_on(occasion.entry, "order_sheet"),
        papers=filed(ORDER, occasion),
        remark=comment(occasion),
        check_term=bases.term_text("order_check", occasion),
    )


def _order_list(occasion: Occasion) -> OrderListFacts:
    return OrderListFacts(
        **common(
            "order-list",
            occasion,
            subject="Về việc phê duyệt danh mục đặt hàng nhiệm vụ khoa học và công nghệ cấp "
            + occasion.letterhead.unit,
            grounds=(
                *bases.competence(occasion, Role.PPC_CHAIR),
                *bases.cited(
                    *bases.science_law(occasion.dossier, occasion.on),
                    *bases.procedure("identify", occasion.dossier, occasion.on),
                ),
                *proposal_of(f"Giám đốc {occasion.letterhead.dost}"),
            ),
        ),
        remark=comment(occasion),
        receipt=reference(occasion, "order-receipt"),
    )


def _task_list(occasion: Occasion) -> TaskListFacts:
    sitting, province = occasion.entry.sitting("identification-council"), occasion.dossier.province
    scheme = law.scheme("identification", sitting.formed_on if sitting else occasion.on, province)
    return TaskListFacts(
        **common(
            "task-list-decision",
            occasion,
            subject="Về việc phê duyệt danh mục nhiệm vụ khoa học và công nghệ cấp "
            f"{occasion.letterhead.unit} thực hiện theo phương thức {task_facts(occasion.dossier).method}",
            grounds=(
                *bases.competence(occasion, Role.PPC_CHAIR),
                *bases.cited(
                    *bases.science_law(occasion.dossier, occasion.on),
                    *bases.procedure("identify", occasion.dossier, occasion.on),
                ),
                *referring(occasion, "order-list", "identification-minutes"),
                *proposal_of(f"Giám đốc {occasion.letterhead.dost}"),
            ),
        ),
        minutes=reference(occasion, "identification-minutes"),
        conclusion=outcome(scheme, sitting).sentence_vi if sitting else None,
        remark=comment(occasion),
    )


def _call(code: str, subject: str) -> Builder:
    def write(occasion: Occasion) -> CallFacts:
        rule = bases.term("call_open", occasion)
        selection = law.scheme("selection", occasion.on, occasion.dossier.province)
        host = task_facts(occasion.dossier).host
        return CallFacts(
            **common(
                code,
                occasion,
                subject=subject,
                grounds=bases.cited(
                    *bases.science_law(occasion.dossier, occasion.on),
                    *bases.procedure("select", occasion.dossier, occasion.on),
                )
                + referring(occasion, "task-list-decision"),
            ),
            addressees=(host or "………………………………………",) if code == "direct-invitation" else (),
            opens_on=occasion.on,
            closes_on=after(occasion.on, int(rule.value), rule.unit) if rule else None,
            open_term=bases.term_text("call_open", occasion),
            papers=tuple(
                _filed(paper, occasion)
                for stage in (CALL, SELECT)
                for paper in papers_of(stage, occasion.dossier)
            ),
            list_decision=reference(occasion, "task-list-decision"),
            pass_mark=f"{selection.threshold}/100 điểm ({selection.source})",
            remark=comment(occasion),
        )

    return Builder(write)


ORDERING: dict[str, Builder] = {
    "order-receipt": Builder(_order_receipt),
    "order-list": Builder(_order_list),
    "task-list-decision": Builder(_task_list, (METHOD,)),
    "call-notice": _call(
        "call-notice", "Tuyển chọn tổ chức chủ trì thực hiện nhiệm vụ khoa học và công nghệ"
    ),
    "direct-invitation": _call(
        "direct-invitation", "mời đăng ký giao trực tiếp chủ trì thực hiện nhiệm vụ khoa học và công nghệ"
    ),
}
