"""The administration: who is let in, what is kept, and what a running portal shows of itself."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

import actions.journal
from actions import organisations, outbox, people, rehearsal, wiring
from models import workdays
from models.tables import Audit, Organisation, Person, Promise
from tests.portal.conftest import words

ADMIN = "so.quan-tri"
OFFICER = "so.chuyen-vien"
PAGES = {
    "/admin": {ADMIN, OFFICER, "so.giam-doc"},
    "/admin/organisations": {ADMIN, OFFICER, "so.giam-doc"},
    "/admin/organisations/new": {ADMIN, OFFICER, "so.giam-doc"},
    "/admin/letterhead": {ADMIN, OFFICER, "so.giam-doc"},
    "/admin/people": {ADMIN},
    "/admin/people/new": {ADMIN},
    "/admin/calendar": {ADMIN},
    "/admin/services": {ADMIN},
    "/admin/mail": {ADMIN},
    "/journal": {ADMIN, "so.giam-doc"},
    "/rules": {ADMIN, OFFICER, "so.giam-doc", "chu-tri", "tiep-nhan"},
}
FORMS = (
    "/admin/organisations/new",
    "/admin/organisations/1",
    "/admin/organisations/1/dissolve",
    "/admin/organisations/1/hand-over",
    "/admin/people/new",
    "/admin/people/so.giam-doc",
    "/admin/people/so.giam-doc/invite",
    "/admin/people/so.giam-doc/shut",
    "/admin/people/so.giam-doc/reopen",
    "/admin/calendar",
    "/admin/calendar/2026-12-24/remove",
    "/admin/letterhead",
    "/admin/services/release",
    "/admin/mail/try",
)
PERSON = {
    "handle": "vien.can-bo",
    "title": "Cán bộ <mới>",
    "organisation": rehearsal.house("host"),
    "roles": ["host"],
}


def number_of(key):
    with wiring.unit_of_work() as session:
        name = rehearsal.house(key)
        return session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


def account(handle):
    with wiring.unit_of_work() as session:
        return session.scalars(select(Person).where(Person.handle == handle)).one()


def journal(tag):
    with wiring.unit_of_work() as session:
        return session.scalars(select(Audit.text).where(Audit.tag == tag)).all()


def test_each_page_opens_to_those_whose_deed_it_is_and_to_nobody_else(portal):
    guests = {handle: portal(handle) for handle in sorted(set().union(*PAGES.values()))}
    for path, welcome in PAGES.items():
        answers = {handle: guest.get(path).status_code for handle, guest in guests.items()}
        assert answers == {handle: 200 if handle in welcome else 403 for handle in guests}, path


def test_nobody_else_sends_a_form_of_the_administration(portal):
    host = portal("chu-tri")
    assert {path: host.send(path).status_code for path in FORMS} == dict.fromkeys(FORMS, 403)
    officer = portal(OFFICER)
    kept = [path for path in FORMS if "organisations" not in path]
    assert {path: officer.send(path).status_code for path in kept} == dict.fromkeys(kept, 403)
    assert account("so.giam-doc").active


def test_an_officer_sees_only_the_parts_that_are_theirs(portal):
    page = portal(OFFICER).page("/admin")
    assert "/admin/organisations" in page
    assert "/admin/people" not in page


def test_pages_speak_english_too(portal):
    guest = portal(ADMIN, language="en")
    said = {path: words(guest.page(path)) for path in PAGES}
    assert "Register of organisations" in said["/admin/organisations"]
    assert "Rules in force" in said["/rules"]
    assert "for reference" in said["/rules"]
    assert "Nothing is parked" in said["/admin/services"]


def test_an_organisation_is_added_found_and_corrected(portal):
    guest = portal(OFFICER)
    sheet = {"name": "Viện <Dừa>", "kind": "public_unit", "province": "Vĩnh Long"}
    added = guest.send("/admin/organisations/new", sheet)
    assert "Viện &lt;Dừa&gt;" in added.text
    assert "Viện &lt;Dừa&gt;" in guest.page("/admin/organisations?q=vien+dua&kind=public_unit")
    refused = guest.send("/admin/organisations/new", sheet)
    assert refused.status_code == 409
    assert "Đã có tổ chức" in words(refused.text)
    assert 'value="Viện &lt;Dừa&gt;"' in refused.text, "what was typed stays"
    assert guest.send("/admin/organisations/new", sheet | {"kind": "x"}).status_code == 409
    assert guest.get("/admin/organisations/999999").status_code == 404


def test_a_dissolution_names_the_successor_by_name_or_number_and_tasks_are_handed_over(portal, house):
    code = house.at("EXECUTE")
    gone, guest = number_of("host"), portal(ADMIN)
    path = f"/admin/organisations/{gone}"
    given = {"on": "01/06/2026", "document": "05/QĐ-UBND", "successor": "Viện không có"}
    refused = guest.send(f"{path}/dissolve", given)
    assert refused.status_code == 409
    assert "Không có tổ chức nào tên «Viện không có»" in words(refused.text)
    told = guest.send(f"{path}/dissolve", given | {"successor": f"#{number_of('university')}"})
    assert code in told.text
    assert guest.send(f"{path}/hand-over").status_code == 200
    assert house.dossier(code).host.name == rehearsal.house("university")
    assert rehearsal.house("university") in guest.page("/admin/organisations?gone=1")


def test_whose_name_two_bodies_bear_is_named_by_number(house):
    with wiring.unit_of_work() as session:
        for province in ("Đồng Nai", "Cần Thơ"):
            people.ensure_organisation(session, "Viện Trùng Tên", province=province)
    with wiring.unit_of_work() as session, pytest.raises(organisations.Refused, match="hãy ghi số"):
        organisations.named(session, "viện trùng tên")


def test_a_new_person_is_invited_by_a_link_that_is_shown_once(portal):
    guest = portal(ADMIN)
    answer = guest.send("/admin/people/new", PERSON)
    assert answer.status_code == 201
    link = re.search(r"/join/[\w-]+", answer.text).group()
    assert "/join/" not in guest.page("/admin/people/vien.can-bo")
    assert "Lời mời chờ đến" in words(guest.page("/admin/people/vien.can-bo"))
    assert "Cán bộ &lt;mới&gt;" in portal().page(link)
    assert journal("person:account:opened")
    taken = guest.send("/admin/people/new", PERSON | {"roles": ["host", "auditor"]})
    assert taken.status_code == 409
    assert "đã có" in words(taken.text)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"handle": "Có Dấu"}, "chữ thường không dấu"),
        ({"roles": []}, "ít nhất một vai trò"),
        ({"roles": ["king"]}, "Không có vai trò king"),
        ({"organisation": "Viện không có"}, "Không có tổ chức nào"),
        ({"email": "không phải thư"}, "không phải là địa chỉ thư"),
        ({"title": ""}, "chức danh"),
    ],
)
def test_an_account_that_is_wrong_somewhere_is_not_opened(portal, wrong, said):
    answer = portal(ADMIN).send("/admin/people/new", PERSON | wrong)
    assert answer.status_code == 409
    assert said in words(answer.text)


def test_roles_address_and_organisation_are_changed_and_told_in_the_journal(portal):
    officer, guest = portal(OFFICER), portal(ADMIN)
    given = {
        "title": "Chuyên viên chính",
        "organisation": f"#{number_of('dost')}",
        "roles": ["auditor"],
        "email": "phong@so.example",
        "sso_subject": "can-bo-001",
        "unit": "Phòng Kế hoạch, tài chính",
    }
    guest.send(f"/admin/people/{OFFICER}", given)
    row = account(OFFICER)
    assert (row.title, row.roles, row.email) == ("Chuyên viên chính", ["auditor"], "phong@so.example")
    assert (row.sso_subject, row.unit) == ("can-bo-001", "Phòng Kế hoạch, tài chính")
    [said] = journal("person:account:changed")
    changed = said.removeprefix(f"Sửa tài khoản {OFFICER}: ")
    assert changed == "chức danh, vai trò, địa chỉ thư, liên kết tài khoản của tỉnh, đơn vị."
    assert officer.get("/admin").status_code == 403, "a role that was taken away serves no longer"
    assert officer.get("/journal").status_code == 200
    twice = guest.send("/admin/people/so.phap-che", given | {"roles": ["legal"]})
    assert "đã liên kết với tài khoản" in words(twice.text)


def test_a_shut_account_is_out_at_once_and_comes_back_when_reopened(portal):
    officer, guest = portal(OFFICER), portal(ADMIN)
    guest.send(f"/admin/people/{OFFICER}/shut")
    assert officer.get("/account", follow_redirects=False).status_code == 303
    assert OFFICER in guest.page("/admin/people?shut=1")
    assert guest.send(f"/admin/people/{OFFICER}/invite").status_code == 409
    guest.send(f"/admin/people/{OFFICER}/reopen")
    assert account(OFFICER).active
    with wiring.unit_of_work() as session:
        session.execute(update(Person).where(Person.handle == OFFICER).values(failures=10))
    assert "nhập sai mã nhiều lần" in words(guest.page(f"/admin/people/{OFFICER}"))
    guest.send(f"/admin/people/{OFFICER}/reopen")
    assert account(OFFICER).failures == 0


def test_the_system_is_never_left_without_anybody_who_keeps_it(portal):
    guest = portal(ADMIN)
    assert guest.send(f"/admin/people/{ADMIN}/shut").status_code == 409
    given = {"title": "Quản trị", "organisation": f"#{number_of('dost')}", "roles": ["auditor"]}
    answer = guest.send(f"/admin/people/{ADMIN}", given)
    assert "tài khoản quản trị cuối cùng" in words(answer.text)
    assert guest.get("/admin/people/khong-ai").status_code == 404


def test_a_day_is_written_down_counted_and_removed(portal):
    guest = portal(ADMIN)
    day = {"on": "24/12/2026", "works": "no", "name": "Nghỉ <bù>", "document": "01/TB-BNV"}
    page = guest.send("/admin/calendar", day).text
    assert "Nghỉ &lt;bù&gt;" in page
    assert not workdays.is_working_day(date(2026, 12, 24))
    refused = guest.send("/admin/calendar", {"on": "31/02/2026"})
    assert refused.status_code == 409
    assert "không phải là ngày" in words(refused.text)
    guest.send("/admin/calendar/2026-12-24/remove")
    assert workdays.is_working_day(date(2026, 12, 24))
    assert len(journal("system:calendar:kept")) == len(journal("system:calendar:removed")) == 1
    assert "02/09/2027" in guest.page("/admin/calendar?year=2027")


def test_what_papers_are_headed_with_is_set_and_shown_to_who_may_only_look(portal):
    guest = portal(ADMIN)
    page = guest.send("/admin/letterhead", {"dost": "Sở KH&CN <mới>", "place": ""}).text
    assert "Sở KH&amp;CN &lt;mới&gt;" in page
    assert "Đồng Nai" in words(page), "the place follows from the province"
    refused = guest.send("/admin/letterhead", {"dost": "Sở KH&CN", "place": "x" * 201})
    assert refused.status_code == 409
    assert "Địa danh dài nhất là 200 ký tự" in words(refused.text)
    shown = portal("so.giam-doc").page("/admin/letterhead")
    assert "Sở KH&amp;CN &lt;mới&gt;" in shown
    assert "Ghi thông tin" not in shown
    assert len(journal("system:letterhead:kept")) == 1


def test_what_is_parked_is_named_and_tried_again(portal):
    with wiring.unit_of_work() as session:
        outbox.promise(session, outbox.Kind.REDRAW, "task:T-1", on=wiring.today())
        session.flush()
        session.execute(update(Promise).values(parked=True, attempts=6, error="Lỗi <lạ>"))
    guest = portal(ADMIN)
    assert "Lỗi &lt;lạ&gt;" in guest.page("/admin/services")
    assert "Không có việc bị treo" in words(guest.send("/admin/services/release").text)
    assert outbox.waiting() == (1, 0)


def test_the_mail_page_tells_no_secret_and_what_is_wrong(portal, monkeypatch):
    guest = portal(ADMIN)
    assert "Chưa cấu hình máy chủ thư" in words(guest.page("/admin/mail"))
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", "smtp://gui:mat-khau-thu@127.0.0.1:9/?starttls=1")
    wiring.forget()
    page = guest.page("/admin/mail")
    assert "127.0.0.1:9" in page
    assert "mat-khau-thu" not in page
    assert "chưa có địa chỉ thư" in words(guest.send("/admin/mail/try").text)
    with wiring.unit_of_work() as session:
        session.execute(update(Person).where(Person.handle == ADMIN).values(email="quan-tri@so.example"))
    answer = guest.send("/admin/mail/try")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "không trả lời" in words(answer.text)


def test_rules_are_shown_as_they_hold_on_a_day_and_custom_is_marked(portal):
    guest = portal("chu-tri")
    page = words(guest.page("/rules"))
    assert "tham khảo" in page
    assert "theo văn bản" in page
    assert "30 ngày" in page
    assert words(guest.page("/rules?on=01/01/2010&province=Bến+Tre"))
    assert guest.get("/rules?on=hôm+qua").status_code == 422
    assert guest.get("/rules?province=Xứ+Mơ").status_code == 422


def test_the_journal_is_searched_by_words_task_person_tag_and_days(portal, house):
    code, other = house.order(), house.order(title="Nhân giống cây rau má")
    guest = portal("so.giam-doc")
    page = guest.page(f"/journal?task={code}")
    assert code in page
    assert other not in page
    assert "rau má" in guest.page("/journal?q=RAU+MÁ").lower() or other in guest.page(f"/journal?q={other}")
    assert "Không có mục nào" in words(guest.page("/journal?person=khong-ai"))
    assert code in guest.page("/journal?person=dat-hang&tag=task:&first=05/01/2026&last=05/01/2026")
    assert "Không có mục nào" in words(guest.page("/journal?tag=agreement:"))
    assert guest.get("/journal?tag=x'--").status_code == 422
    assert guest.get("/journal?first=02/01/2026&last=01/01/2026").status_code == 422


def test_the_journal_is_paged_without_counting_or_reading_all_of_it(portal, monkeypatch):
    with wiring.unit_of_work() as session:
        admin = people.find(session, ADMIN)
        for n in range(60):
            organisations.add(session, admin, organisations.Sheet(f"Viện số {n}"))
    guest = portal("so.giam-doc")
    first = guest.page("/journal?q=Viện+số")
    older = re.search(r'href="(/journal\?[^"]*before=\d+)"', first).group(1).replace("&amp;", "&")
    second = guest.page(older)
    assert first.count("Thêm tổ chức Viện số") == 50
    assert second.count("Thêm tổ chức Viện số") == 10
    assert "Về trang mới nhất" in second
    monkeypatch.setattr(actions.journal, "WINDOW", 30)
    assert "Đã tìm đến mục số" in words(guest.page("/journal?q=không+có+từ+này"))
    assert guest.page("/journal?q=Viện+số").count("Thêm tổ chức Viện số") <= 30
    assert len(first) < 100_000
