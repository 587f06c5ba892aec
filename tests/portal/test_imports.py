"""Importing in the browser: looked through first, taken in on one's word; long lists are promised."""

import io

import openpyxl
import pytest
from sqlalchemy import func, select

from actions import lists, outbox, wiring
from models import samples
from models.tables import Audit, Task
from tests.portal.conftest import words

HEAD = "Tên nhiệm vụ,Tổ chức chủ trì,Tỉnh,Năm nghiệm thu\n"
GOOD = "Quy trình sấy lạnh bưởi,Viện nghiên cứu cây ăn quả,Đồng Nai,2024\n"
BAD = "Mô hình nuôi cá lồng bè,Viện thủy sản,Tỉnh Không Có,2024\n"


def send(guest, text, name="danh-sach.csv", kind="tasks", **more):
    data = text if isinstance(text, bytes) else text.encode()
    return guest.send("/import", {"kind": kind}, files={"list": (name, data)}, **more)


def path_of(answer):
    assert answer.status_code == 303, words(answer.text)[:400]
    return answer.headers["location"]


def tasks():
    with wiring.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(Task))


def test_a_list_is_looked_through_and_nothing_is_written_before_the_word(portal, house):
    guest = portal("so.chuyen-vien")
    path = path_of(send(guest, HEAD + GOOD + GOOD + BAD, follow_redirects=False))
    page = guest.page(path)
    assert "Trùng với dòng 2 của cùng danh sách." in page
    assert "Tỉnh Không Có" in page
    assert tasks() == 0
    done = guest.send(f"{path}/confirm")
    assert "Đã nhập danh sách" in words(done.text)
    assert tasks() == 1
    again = guest.send(f"{path}/confirm")
    assert (again.status_code, "đã được nhập" in again.text) == (409, True)
    with wiring.unit_of_work() as session:
        read = session.scalars(select(Audit).where(Audit.tag == "import:file:read")).one()
    assert read.facts["sha256"] == path.rpartition("/")[2]
    assert house.chain_is_whole()


def test_the_report_holds_every_rejected_row_with_its_reasons(portal, house):
    guest = portal("so.chuyen-vien")
    path = path_of(send(guest, HEAD + GOOD + BAD, follow_redirects=False))
    answer = guest.get(f"{path}/report")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[1][0] == "Mô hình nuôi cá lồng bè"
    assert any("Tỉnh Không Có" in str(cell) for cell in rows[1])


def test_what_is_foreseen_is_what_comes_of_it(portal, house):
    guest = portal("so.chuyen-vien")
    data = samples.path("tasks.csv").read_bytes()
    path = path_of(send(guest, data, follow_redirects=False))
    with wiring.unit_of_work() as session:
        actor = lists.people.find(session, "so.chuyen-vien")
        foreseen = lists.of(session, actor, path.rpartition("/")[2])
    guest.send(f"{path}/confirm")
    with wiring.unit_of_work() as session:
        taken = lists.of(session, actor, path.rpartition("/")[2])
    assert foreseen.counts == taken.counts
    assert foreseen.rejects == taken.rejects
    assert tasks() == taken.counts["imported"] > 50
    path = path_of(send(guest, data + b"\n", follow_redirects=False))
    assert "disabled" in guest.page(path).partition('id="fate"')[2]


def test_a_list_of_needs_is_taken_in_the_same_way(portal, house):
    guest = portal("so.truong-phong")
    data = samples.path("needs.csv").read_bytes()
    path = path_of(send(guest, data, "needs.csv", kind="needs", follow_redirects=False))
    assert "Nếu nhập bây giờ" in guest.page(path)
    assert "Kết quả nhập" in guest.send(f"{path}/confirm").text
    path = path_of(send(guest, data + b"\n", "needs.csv", kind="needs", follow_redirects=False))
    with wiring.unit_of_work() as session:
        actor = lists.people.find(session, "so.truong-phong")
        counts = lists.of(session, actor, path.rpartition("/")[2]).counts
    assert (counts["imported"], counts["updated"]) == (0, 0)


def test_a_long_list_is_promised_to_the_engine_and_tells_how_far_it_is(portal, house, monkeypatch):
    monkeypatch.setattr(lists, "AT_ONCE", 2)
    guest = portal("so.chuyen-vien")
    rows = "".join(f"Đề tài giống lúa số {n},Viện lúa,Đồng Nai,2024\n" for n in (1, 2, 3))
    path = path_of(send(guest, HEAD + GOOD + rows, follow_redirects=False))
    assert "0/4 dòng" in guest.page(path)
    assert guest.send(f"{path}/confirm").status_code == 409
    assert guest.send(f"{path}/forget").status_code == 409
    assert "<progress" in guest.page(f"{path}/progress")
    assert keep_promise() == "list"
    assert guest.get(f"{path}/progress").headers["hx-refresh"] == "true"
    assert "Nếu nhập bây giờ" in guest.page(path)
    assert tasks() == 0
    guest.send(f"{path}/confirm")
    assert "0/4 dòng" in guest.page(path)
    assert keep_promise() == "list"
    assert "Kết quả nhập" in guest.page(path)
    assert tasks() >= 1


def keep_promise():
    """Keep the promise that waits, as the engine does."""
    while True:
        with outbox.taken() as promise:
            if promise is None or promise.kind != outbox.Kind.LIST:
                if promise is None:
                    return ""
                continue
            lists.work(promise.facts["person"], promise.facts["sha256"], promise.on)
            return promise.kind


def test_confirmed_twice_at_once_it_is_taken_in_once(portal, house, together):
    guest, twin = portal("so.chuyen-vien"), portal("so.chuyen-vien")
    path = path_of(send(guest, HEAD + GOOD, follow_redirects=False))
    answers = together(
        lambda: guest.send(f"{path}/confirm", follow_redirects=False).status_code,
        lambda: twin.send(f"{path}/confirm", follow_redirects=False).status_code,
    )
    assert sorted(answers) == [303, 409]
    assert tasks() == 1


def test_a_list_belongs_to_who_uploaded_it(portal, house):
    path = path_of(send(portal("so.chuyen-vien"), HEAD + GOOD + BAD, follow_redirects=False))
    other = portal("so.truong-phong")
    assert other.get(path).status_code == 404
    assert other.get(f"{path}/report").status_code == 404
    assert other.send(f"{path}/confirm").status_code == 404
    assert "danh-sach" not in other.page("/import")
    assert tasks() == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.exe", b"MZ"),
        ("a.csv", "Cột,Khác\n1,2\n".encode()),
    ],
)
def test_what_is_no_list_is_said_in_a_sentence(portal, house, name, data):
    answer = send(portal("so.chuyen-vien"), data, name)
    assert answer.status_code == 422
    assert "Chưa làm được" in answer.text


def test_a_file_name_is_never_a_path_and_never_markup(portal, house):
    guest = portal("so.chuyen-vien")
    path = path_of(send(guest, HEAD + GOOD, "../../<b>etc</b>/x.csv", follow_redirects=False))
    assert "<h1>x.csv</h1>" in guest.page(path)
    path = path_of(send(guest, HEAD + BAD, "C:\\tep\\<i>ds.csv", follow_redirects=False))
    assert "<h1>_i_ds.csv</h1>" in guest.page(path)


def test_a_list_is_taken_off_the_desk_and_what_was_taken_in_stays(portal, house):
    guest = portal("so.chuyen-vien")
    path = path_of(send(guest, HEAD + GOOD, follow_redirects=False))
    guest.send(f"{path}/confirm")
    guest.send(f"{path}/forget")
    assert guest.get(path).status_code == 404
    assert tasks() == 1


def test_who_imports_nothing_does_not_enter(portal, house):
    for handle in ("dat-hang", "chu-tri", "hoi-dong.1", "ubnd.chu-tich"):
        assert portal(handle).get("/import").status_code == 403
