"""The closet report of a session: the boards' own figures, issued once for what it says."""

from datetime import date

import pytest

from actions import advisory, boards, closet, issuing, outbox, people, wiring
from actions.advisory.report import report
from models.errors import BadInput, NotPermitted
from models.tables import Document
from tests.actions.test_advisory import MEETS, MONTH, PREPARED, STALLED


@pytest.fixture
def stuck(house):
    """Two results in the closet: one of Đồng Nai, one of another province."""
    here = house.at("MATCH", **STALLED)
    there = house.at("MATCH", sheet={"province": "Lâm Đồng"}, **STALLED)
    for code in (here, there):
        closet.judge(code, date(2026, 11, 2))
    return here, there


def reported(handle="so.truong-phong", on=PREPARED, province="Đồng Nai", month=MONTH):
    with wiring.unit_of_work() as session:
        return report(session, province, month, people.find(session, handle), on=on)


def facts_of(made):
    with wiring.unit_of_work() as session:
        return session.get_one(Document, made.document).facts


def test_the_report_says_what_the_boards_say(stuck):
    here, _ = stuck
    said = facts_of(reported())
    with wiring.unit_of_work() as session:
        figures = boards.closet_figures(session, PREPARED, provinces=("Đồng Nai",))
        everywhere = boards.closet_figures(session, PREPARED)
    [row] = figures.rows
    assert len(everywhere.rows) == 2
    [case] = said["cases"]
    assert (case["code"], case["days"], case["acting"]) == (here, row.days, row.acting.who)
    assert (said["lying"], said["before"], said["late"]) == (1, figures.before.lying, len(figures.overdue))
    assert [month["lying"] for month in said["months"]] == [month.lying for month in figures.months]
    assert sum(line["count"] for line in said["by_acting"]) == said["lying"]


def test_a_report_is_issued_once_and_anew_only_when_it_says_something_else(stuck):
    first = reported()
    assert reported().document == first.document
    later = reported(on=MEETS)
    assert later.document != first.document
    assert facts_of(later)["replaces"].startswith("Báo cáo số 01/BC-SKHCN")
    sha256 = issuing.keep(later.document)
    assert wiring.archive().get(sha256).startswith(b"%PDF")


def test_the_report_stands_beside_the_agenda_in_the_sessions_file(stuck):
    with wiring.unit_of_work() as session:
        advisory.prepare(session, "Đồng Nai", MONTH, PREPARED)
    made = reported()
    with wiring.unit_of_work() as session:
        row = session.get_one(Document, made.document)
        assert (row.file_notation, row.doc_ordinal) == ("HDTV-DN-2026-11.002", 2)
        assert row.maintenance == "Vĩnh viễn"
    kinds = set()
    while True:
        with outbox.taken() as promise:
            if promise is None:
                break
            kinds.add(promise.kind)
    assert outbox.Kind.PAPER in kinds


@pytest.mark.parametrize("handle", ["so.chuyen-vien", "dat-hang", "chu-tri", "hoi-dong.1"])
def test_only_who_runs_the_sessions_reports(house, handle):
    with pytest.raises(NotPermitted):
        reported(handle)


def test_a_province_that_does_not_exist_is_said(house):
    with pytest.raises(BadInput):
        reported(province="Tỉnh Không Có")


def test_an_empty_closet_is_reported_as_empty(house):
    assert reported().lying == 0
