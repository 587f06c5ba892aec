"""Outstanding results and people of a year: nominated by rules, chosen by votes, certified from the list."""

from datetime import date

import pytest

from actions import audit, panels, people, recognition, rehearsal, wiring
from models import queries
from models.dossier import Grade
from models.errors import NotFound, NotPermitted, Refused
from models.tables import Movement
from tests.actions.houses import ON

NOW = date(2026, 11, 20)
LIST = "TB-DN-2026"
USED = {
    "accepted_on": date(2026, 2, 1),
    "grade": Grade.PASS.value,
    "registered_on": date(2026, 2, 10),
    "recognised_on": date(2026, 2, 20),
    "rights_decided_on": date(2026, 3, 1),
    "rights_handed_on": date(2026, 3, 2),
    "transferred_on": date(2026, 5, 1),
    "handed_over_on": date(2026, 5, 2),
    "in_use": True,
    "application_report_on": date(2026, 10, 1),
    "shared_on": date(2026, 9, 1),
}


def act(what, handle, *given, **more):
    with wiring.as_of(NOW), wiring.unit_of_work() as session:
        return what(session, *given, people.find(session, handle), on=NOW, **more)


def nominate(code, handle="so.chuyen-vien", year=2026, reason="Đã đưa vào sản xuất"):
    return act(recognition.nominate, handle, code, year, reason)


def listed(handle="so.truong-phong"):
    with wiring.as_of(NOW), wiring.unit_of_work() as session:
        return recognition.year_list(session, LIST, people.find(session, handle))


def vote(handle, **agree):
    votes = {int(number[1:]): panels.Vote(agree=said) for number, said in agree.items()}
    act(panels.vote, handle, LIST, votes)


@pytest.fixture
def result(house):
    """The code of a result that may be nominated."""
    return house.at("FOLLOW_UP", **USED)


@pytest.fixture
def sat(result):
    """A list with a result and the head of its host, and its panel at the table: the two numbers."""
    nominate(result)
    act(
        recognition.nominate_person, "so.chuyen-vien", LIST, "chu-tri.thu-truong", "Chủ trì kết quả tiêu biểu"
    )
    act(panels.form, "so.giam-doc", LIST, rehearsal.SEATS, meets_on=NOW)
    found = listed()
    return found.results[0].number, found.people[0].number


def test_a_result_that_misses_conditions_is_refused_with_every_reason(house):
    code = house.at("MATCH", accepted_on=ON)
    with pytest.raises(Refused) as refused:
        nominate(code, reason=" ")
    said = " ".join(refused.value.reasons)
    for each in ("Chưa nêu lý do", "Chưa rõ xếp loại", "chưa được đăng ký", "chưa được chuyển giao"):
        assert each in said
    with wiring.unit_of_work() as session:
        assert session.scalar(queries.work_file(LIST)) is None


def test_money_still_to_recover_stands_in_the_way_until_it_is_paid_back(house, result):
    with wiring.unit_of_work() as session:
        task = session.scalars(queries.task_by_code(result)).one()
        more = {"task_id": task.id, "source": "state", "on": ON}
        session.add(Movement(kind="to_recover", amount_vnd=100, **more))
    with pytest.raises(Refused, match="phải thu hồi"):
        nominate(result)
    with wiring.unit_of_work() as session:
        session.add(Movement(kind="recovered", amount_vnd=100, **more))
    assert nominate(result) == LIST


def test_others_nominate_their_own_alone_and_a_nomination_is_made_once(result):
    with pytest.raises(NotPermitted):
        nominate(result, "hoi-dong.1")
    with pytest.raises(NotFound):
        nominate("DN-1999-001", "chu-tri")
    nominate(result, "chu-tri")
    with pytest.raises(Refused, match="Đã có đề cử này"):
        nominate(result)
    number = listed().results[0].number
    with pytest.raises(NotPermitted):
        act(recognition.withdraw, "dat-hang", LIST, number)
    act(recognition.withdraw, "chu-tri", LIST, number)
    with pytest.raises(Refused, match="chủ trì kết quả nào"):
        act(recognition.nominate_person, "so.chuyen-vien", LIST, "chu-tri.thu-truong", "x")
    nominate(result)
    assert listed().results[0].withdrawn_on is None


def test_a_years_list_from_nominations_to_certificates(house, sat, result):
    number, person = sat
    for handle, _ in rehearsal.SEATS[:-1]:
        vote(handle, **{f"n{number}": True, f"n{person}": True})
    assert listed("htx").results == ()
    with pytest.raises(Refused, match="Mới có 6/7 phiếu"):
        act(recognition.conclude, "so.giam-doc", LIST)
    vote("hoi-dong.7", **{f"n{number}": False, f"n{person}": False})
    with pytest.raises(NotPermitted):
        act(recognition.conclude, "so.chuyen-vien", LIST)
    made = act(recognition.conclude, "so.truong-phong", LIST)
    assert (made.results, made.people, made.judged) == (1, 1, 2)
    assert (made.minutes, made.listed) == ("01/BB-HĐXC", "01/DS-SKHCN")
    assert made.certificates == ("01/GCN-UBND", "02/GCN-UBND")
    with wiring.unit_of_work() as session:
        file = session.scalar(queries.work_file(LIST))
        papers = {row.paper: row.facts for row in session.scalars(queries.documents_of_file(file.id))}
        assert audit.verify(session) is None
    assert papers["honours-list"]["results"][0]["agree"] == 6
    assert papers["honour-certificate"]["position"] == "Thủ trưởng tổ chức chủ trì"
    assert [each["remarks"] for each in papers["panel-minutes"]["candidates"]] == [[], []]
    assert any(
        each.paper == "outstanding-certificate"
        for stay in house.dossier(result).entries
        for each in stay.issued
    )
    assert [each.title for each in listed("htx").results] == [house.dossier(result).title]
    with pytest.raises(Refused, match="tiêu biểu năm 2026"):
        nominate(result)


def test_a_person_falls_with_the_result_however_many_votes_agree(sat):
    number, person = sat
    for handle, _ in rehearsal.SEATS:
        vote(handle, **{f"n{number}": False, f"n{person}": True})
    made = act(recognition.conclude, "so.giam-doc", LIST)
    assert (made.results, made.people, made.certificates) == (0, 0, ())
    assert [each.honoured for each in (*listed().results, *listed().people)] == [False, False]


def test_a_result_that_falls_out_of_use_before_the_conclusion_must_be_withdrawn(sat, result):
    number, person = sat
    for handle, _ in rehearsal.SEATS:
        vote(handle, **{f"n{number}": True, f"n{person}": True})
    with wiring.unit_of_work() as session:
        task = session.scalars(queries.task_by_code(result)).one()
        session.scalars(queries.result_of(task.id)).one().in_use = False
    with pytest.raises(Refused, match="Hãy rút đề cử này"):
        act(recognition.conclude, "so.giam-doc", LIST)
