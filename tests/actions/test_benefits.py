"""Shares of a result's revenue and its certificate: who may, what is issued, what the journal tells."""

from datetime import date

import pypdfium2
import pytest

from actions import benefits, filled_form, issuing, people, wiring
from documents.facts import Award
from models import queries
from models.errors import BadInput, NotPermitted, Refused
from tests.actions.houses import ON

LATER = date(2026, 11, 2)
LEDGER = {
    "case": "owner",
    "periods": [
        {
            "begins": "01/01/2026",
            "ends": "30/06/2026",
            "revenue": "500.000.000",
            "costs": "280.000.000",
            "taxes": "20.000.000",
            "paid": [{"to": "Tác giả", "amount": "10.000.000", "on": "05/07/2026"}],
        }
    ],
}
AWARD = Award(2026, "Quyết định số 55/QĐ-UBND ngày 02/11/2026")


@pytest.fixture
def task(house):
    """The code of a result that was recognised and is used by its owner."""
    return house.at(
        "SHARE", accepted_on=ON, grade="pass", recognised_on=ON, rights_decided_on=ON, transferred_on=ON
    )


def form(**changes):
    return filled_form.checked({**LEDGER, **changes}, benefits.LedgerForm)


def share(code, handle="chu-tri", filled=None):
    with wiring.unit_of_work() as session:
        return benefits.share_out(session, code, filled or form(), people.find(session, handle), on=LATER)


def honour(code, handle="so.truong-phong", award=AWARD):
    with wiring.unit_of_work() as session:
        return benefits.honour(session, code, award, people.find(session, handle), on=LATER)


def papers(code):
    with wiring.unit_of_work() as session:
        task = session.scalars(queries.task_by_code(code)).one()
        return [row.number_text for row in session.scalars(queries.documents_of(task.id))]


def test_the_host_issues_the_table_of_shares_once_for_what_it_says(house, task):
    first = share(task)
    assert first.number == "01/BPC-TCCT"
    assert share(task, "chu-tri.thu-truong") == first
    paid = [{**LEDGER["periods"][0], "paid": [{"to": "Tác giả", "amount": "60.000.000"}]}]
    assert share(task, filled=form(periods=paid)).number == "02/BPC-TCCT"
    assert papers(task) == ["01/BPC-TCCT", "02/BPC-TCCT"]
    assert "lập bảng phân chia doanh thu" in house.journal(task)[-1]
    kept = issuing.keep(first.document)
    with pypdfium2.PdfDocument(wiring.archive().get(kept)) as pdf:
        told = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "50.000.000" in told
    assert house.chain_is_whole()


@pytest.mark.parametrize("handle", ["so.giam-doc", "tiep-nhan", "hoi-dong.1", "dat-hang"])
def test_nobody_else_shares_out_what_the_host_owns(task, handle):
    with pytest.raises(NotPermitted):
        share(task, handle)


def test_a_ledger_is_refused_in_vietnamese_and_no_number_is_used(task):
    with pytest.raises(BadInput, match="chưa hết"):
        share(task, filled=form(periods=[{"begins": "01/07/2026", "ends": "31/12/2026"}]))
    with pytest.raises(BadInput, match="còn thiếu"):
        form(periods=[{"begins": "01/07/2026"}])
    with pytest.raises(BadInput, match="lựa chọn"):
        form(case="theft")
    with pytest.raises(Refused, match="30%"):
        share(task, filled=form(author="10%"))
    assert papers(task) == []


def test_the_department_has_an_outstanding_result_certified(house, task):
    made = honour(task)
    assert made.number == "01/GCN-UBND"
    assert honour(task, "so.giam-doc") == made
    assert "giấy chứng nhận" in house.journal(task)[-1].lower()


@pytest.mark.parametrize("handle", ["so.chuyen-vien", "chu-tri", "ubnd.chu-tich", "so.quan-tri"])
def test_nobody_else_has_results_certified(task, handle):
    with pytest.raises(NotPermitted):
        honour(task, handle)


def test_a_certificate_speaks_of_a_year_that_makes_sense(task):
    with pytest.raises(BadInput, match="chưa tới"):
        honour(task, award=Award(2027, "x"))
    with pytest.raises(BadInput, match="không thể là tiêu biểu năm 2025"):
        honour(task, award=Award(2025, "x"))
    with pytest.raises(Refused, match="bình chọn"):
        honour(task, award=Award(2026, ""))


def test_drafts_use_no_number(task):
    with wiring.unit_of_work() as session:
        host, head = people.find(session, "chu-tri"), people.find(session, "so.truong-phong")
        drawn = benefits.draft_shares(session, task, form(), host, on=LATER)
        other = benefits.draft_certificate(session, task, AWARD, head, on=LATER)
    assert drawn.startswith(b"%PDF")
    assert other.startswith(b"%PDF")
    assert papers(task) == []
