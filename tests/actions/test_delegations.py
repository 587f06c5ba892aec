"""Delegation: a role is lent for a time, by a document, to a colleague; who acts by it says so."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import audit, delegations, people, rehearsal, wiring
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import PartyKind, Role, Verdict
from models.tables import Person
from tests.actions.houses import ON

DAY = timedelta(days=1)
LAST = ON + 30 * DAY
DOCUMENT = "12/QĐ-SKHCN"
HEAD, OFFICER, DIRECTOR = "so.truong-phong", "so.chuyen-vien", "so.giam-doc"

pytestmark = pytest.mark.usefixtures("house")


def lend(giver=HEAD, taker=OFFICER, roles=(Role.DOST_HEAD,), first=ON, last=LAST, on=ON, document=DOCUMENT):
    with wiring.unit_of_work() as session:
        lender = people.find(session, giver, on=on)
        return delegations.lend(session, lender, taker, roles, first, last, document, on)


def revoke(number, handle=HEAD, on=ON):
    with wiring.unit_of_work() as session:
        delegations.revoke(session, number, people.find(session, handle, on=on), on)


def roles_of(handle, on):
    with wiring.unit_of_work() as session:
        return people.find(session, handle, on=on).roles


def acting(role, on):
    with wiring.unit_of_work() as session:
        return [holder.named for holder in delegations.acting(session, role, on)]


def title(handle):
    return next(part.title for part in rehearsal.CAST if part.handle == handle)


def change(handle, **facts):
    with wiring.unit_of_work() as session:
        row = session.scalars(select(Person).where(Person.handle == handle)).one()
        for name, value in facts.items():
            setattr(row, name, value)


def test_a_role_is_lent_from_the_first_day_to_the_last():
    lend()
    days = (ON - DAY, ON, ON + 9 * DAY, LAST, LAST + DAY)
    assert [Role.DOST_HEAD in roles_of(OFFICER, day) for day in days] == [False, True, True, True, False]
    assert all(Role.DOST_HEAD in roles_of(HEAD, day) for day in days)


def test_a_proven_person_holds_what_is_lent_today(monkeypatch):
    monkeypatch.setattr(wiring, "today", lambda: ON)
    lend()
    with wiring.unit_of_work() as session:
        proven = people.prove(session, OFFICER, people.current_code(session, OFFICER))
    assert proven.roles == {Role.DOST_OFFICER, Role.DOST_HEAD}
    assert [(loan.role, loan.title) for loan in proven.loans] == [(Role.DOST_HEAD, title(HEAD))]


def test_what_is_taken_back_holds_no_longer_from_that_day_on():
    number = lend()
    revoke(number, on=ON + 5 * DAY)
    assert Role.DOST_HEAD in roles_of(OFFICER, ON + 4 * DAY)
    assert Role.DOST_HEAD not in roles_of(OFFICER, ON + 5 * DAY)


def test_only_the_lender_or_an_administrator_takes_it_back_and_only_once():
    number = lend()
    for handle in (OFFICER, DIRECTOR, "ubnd.chu-tich"):
        with pytest.raises(NotPermitted):
            revoke(number, handle)
    revoke(number, "so.quan-tri")
    with pytest.raises(Refused, match="đã hết hiệu lực"):
        revoke(number)
    with pytest.raises(NotFound):
        revoke(number + 1)


def test_each_delegation_is_in_the_chain_of_the_journal(house):
    number = lend()
    revoke(number)
    assert house.chain_is_whole()
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(audit.Audit).where(audit.Audit.tag.like("person:delegation:%"))).all()
        assert [row.tag.rpartition(":")[2] for row in rows] == ["lent", "revoked"]
        assert DOCUMENT in rows[0].text
        (listed,) = delegations.listed(session)
    assert (listed.giver, listed.taker, listed.roles) == (HEAD, OFFICER, (Role.DOST_HEAD,))
    assert not listed.holds_on(ON)


WRONG = {
    "to oneself": ({"taker": HEAD}, "chính mình"),
    "a role not held": ({"roles": (Role.DOST_DIRECTOR,)}, "không giữ vai trò"),
    "no role": ({"roles": ()}, "ít nhất một vai trò"),
    "to another body": ({"taker": "tai-chinh"}, "không cùng cơ quan"),
    "to the people's committee": ({"taker": "ubnd.chu-tich"}, "không cùng cơ quan"),
    "no document": ({"document": "  "}, "phải có văn bản"),
    "ended before it began": ({"last": ON - DAY}, "trước ngày bắt đầu"),
    "backwards in time": ({"first": ON - DAY}, "trở về trước"),
    "more than a year": ({"last": date(ON.year + 1, ON.month, ON.day)}, "không quá một năm"),
    "a council seat": (
        {"giver": "hoi-dong.1", "taker": "hoi-dong.2", "roles": (Role.COUNCIL,)}, "gắn với cá nhân"
    ),
    "the care of the system": (
        {"giver": "so.quan-tri", "taker": OFFICER, "roles": (Role.ADMIN,)}, "gắn với cá nhân"
    ),
}  # fmt: skip


def test_what_may_not_be_lent_is_refused_with_the_reason():
    for given, reason in WRONG.values():
        with pytest.raises(Refused, match=reason):
            lend(**given)
    with wiring.unit_of_work() as session:
        assert delegations.listed(session) == ()


def test_every_reason_is_given_at_once():
    with pytest.raises(Refused) as refused:
        lend(taker="tai-chinh", roles=(Role.DOST_DIRECTOR,), last=ON - DAY, document="")
    assert len(refused.value.reasons) == 4


def test_a_whole_year_less_a_day_may_be_lent():
    last = date(ON.year + 1, ON.month, ON.day) - DAY
    lend(last=last)
    assert Role.DOST_HEAD in roles_of(OFFICER, last)


def test_nothing_is_lent_to_an_account_that_is_shut_or_unknown():
    change(OFFICER, active=False)
    for taker in (OFFICER, "khong.co"):
        with pytest.raises(NotFound):
            lend(taker=taker)


def test_what_was_lent_is_not_lent_on():
    lend()
    with pytest.raises(Refused, match="không được ủy quyền lại"):
        lend(giver=OFFICER, taker="so.phap-che", roles=(Role.DOST_HEAD,))


def test_a_role_is_with_one_delegate_at_a_time():
    lend()
    for first, last in ((ON, LAST), (LAST, LAST + 9 * DAY), (ON + DAY, ON + DAY), (ON, LAST + 90 * DAY)):
        with pytest.raises(Refused, match="đã được ủy quyền"):
            lend(taker="so.phap-che", first=first, last=last)


def test_a_role_may_be_lent_again_afterwards_or_once_it_was_taken_back():
    number = lend()
    lend(taker="so.phap-che", first=LAST + DAY, last=LAST + 9 * DAY)
    revoke(number, on=ON + 5 * DAY)
    with pytest.raises(Refused, match="đã được ủy quyền"):
        lend(taker="so.luu-tru", first=ON + 4 * DAY, last=LAST, on=ON + 4 * DAY)
    lend(taker="so.luu-tru", first=ON + 5 * DAY, last=LAST, on=ON + 5 * DAY)


def test_of_two_who_lend_the_same_role_at_once_one_succeeds(together):
    found = together(*[lambda taker=taker: lend(taker=taker) for taker in (OFFICER, "so.phap-che")])
    assert sum(isinstance(each, Refused) for each in found) == 1


def test_whose_account_is_shut_or_role_is_gone_lends_nothing():
    lend()
    change(HEAD, roles=["records"])
    assert Role.DOST_HEAD not in roles_of(OFFICER, ON)
    change(HEAD, roles=["dost_head"], active=False)
    assert Role.DOST_HEAD not in roles_of(OFFICER, ON)


def test_who_must_act_is_the_delegate_while_the_holder_is_away():
    lend()
    assert acting(Role.DOST_HEAD, ON) == [f"{title(OFFICER)} (theo ủy quyền của {title(HEAD)})"]
    assert acting(Role.DOST_HEAD, LAST + DAY) == [title(HEAD)]
    assert acting(Role.DOST_OFFICER, ON) == [title(OFFICER)]


# Deciding by delegation


@pytest.fixture
def submitted(house):
    """A new task whose first gate the head of unit decides, with the papers that it asks for."""
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    return code


def decide(house, code, handle, on=ON):
    with wiring.as_of(on):
        return house.decide(code, house_gate(house, code), handle, Verdict.APPROVE, on=on)


def house_gate(house, code):
    from models import progress  # noqa: PLC0415 - one use
    from models.lifecycle import STAGES  # noqa: PLC0415 - idem

    entry = house.main(code)
    return progress.awaited_gate(STAGES[entry.stage], entry, house.dossier(code)).code


def test_a_decision_by_delegation_says_so(house, submitted):
    lend(taker="so.phap-che", giver=OFFICER, roles=(Role.DOST_OFFICER,))
    made = decide(house, submitted, "so.phap-che")
    assert made.passed
    assert made.sentence.startswith(f"{title('so.phap-che')} (theo ủy quyền của {title(OFFICER)}): ")
    assert any("theo ủy quyền" in line for line in house.journal(submitted))


def test_the_same_person_may_not_decide_before_or_after_the_delegation(house, submitted):
    lend(taker="so.phap-che", giver=OFFICER, roles=(Role.DOST_OFFICER,), first=ON + DAY, last=ON + 2 * DAY)
    for day in (ON, ON + 3 * DAY):
        with pytest.raises(NotPermitted):
            decide(house, submitted, "so.phap-che", day)


@pytest.mark.parametrize("own", [True, False], ids=["the delegate's own", "the lender's own"])
def test_nobody_approves_their_own_through_delegation(house, submitted, own):
    """Whoever handed the file in does not approve it, neither by a lent role nor through a deputy."""
    code = submitted
    lend(taker="so.phap-che", giver=OFFICER, roles=(Role.DOST_OFFICER,))
    with wiring.unit_of_work() as session:
        from actions.dossiers import load  # noqa: PLC0415 - one use
        from models.tables import Submission  # noqa: PLC0415 - idem

        author = people.find(session, "so.phap-che" if own else OFFICER).id
        entry = load(session, code).entries[-1]
        rows = session.scalars(select(Submission).where(Submission.entry_id == entry.id)).all()
        assert rows, "the stage asks for a paper"
        for row in rows:
            row.person_id = author
    with pytest.raises(Refused, match="không được tự phê duyệt"):
        decide(house, code, "so.phap-che")


def test_an_account_is_opened_with_the_address_of_its_notices():
    with wiring.unit_of_work() as session:
        body = people.ensure_organisation(session, "Trường Đại học Lạc Hồng", PartyKind.PUBLIC_UNIT)
        people.open_account(session, "dh.a", "Phòng Khoa học", body, [Role.HOST], email=" khoahoc@truong.vn ")
        with pytest.raises(BadInput, match="địa chỉ thư"):
            people.open_account(session, "dh.b", "Phòng Khoa học", body, [Role.HOST], email="khoahoc")
        row = session.scalars(select(Person).where(Person.handle == "dh.a")).one()
        assert row.email == "khoahoc@truong.vn"
        people.readdress(session, "dh.a", "phong@truong.vn")
        assert row.email == "phong@truong.vn"
        with pytest.raises(BadInput, match="địa chỉ thư"):
            people.readdress(session, "dh.a", "a@b, c@d")
