"""The whole life of one task, played at real pages by seven people and more, each signed in as themselves.

Each opens «Việc của tôi», takes the first row of the task, and does what its button says, as a person would:
order, papers, councils, ballots, decisions, facts; one decision is issued, approved and signed, and checked
by a stranger. What is done follows from what the pages offer.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from actions import desk, issuing, people, rehearsal, wiring
from documents import signing
from documents.leaf import leaf
from documents.signing import development
from models import progress, queries
from models.dossier import Grade
from models.lifecycle import STAGES

ON = date(2026, 1, 5)
PACE = timedelta(days=2)
LOGINS = 7
"""People who sign in at the entrance, with password and code."""
MOST = 260
"""Things that a life may take: far more than it does."""

SHEET = {
    "Tên nhiệm vụ": "Quy trình bảo quản trái dừa tươi xuất khẩu (mẫu)",
    "Căn cứ đề xuất": "Chương trình phát triển cây dừa của tỉnh",
    "Tính cấp thiết": "Dừa tươi hỏng sau mười ngày",
    "Mục tiêu": "Giữ trái dừa tươi sáu mươi ngày",
    "Nội dung chính": "Khảo sát, thí nghiệm, hoàn thiện quy trình",
    "Kết quả dự kiến và chỉ tiêu cần đạt": "Một quy trình, 500 trái thử nghiệm",
    "Hiệu quả và tác động": "Tăng giá trị xuất khẩu",
    "Kinh phí (đồng)": "2.000.000.000",
    "Phần ngân sách nhà nước (%)": "100",
    "Thời gian thực hiện (tháng)": "24",
    "Đơn vị tiếp nhận kết quả": rehearsal.house("enterprise"),
    "Rõ người": "Phòng Quản lý khoa học",
    "Rõ việc": "Làm chủ quy trình bảo quản",
    "Rõ thời gian": "31/12/2029",
    "Rõ kết quả": "Quy trình được nghiệm thu và sử dụng",
    "Rõ trách nhiệm": "Tổ chức chủ trì",
    "Rõ thẩm quyền": "Chủ tịch Ủy ban nhân dân tỉnh",
}
FACTS = {
    "MATCH": ("chu-tri", "Ngày chọn phương án hoàn trả giá trị", "today"),
    "VALUE": ("chu-tri", "Giá trị theo chứng thư", "850.000.000"),
}
"""What happens outside the system on the way, by stage: who records it, what, and its value."""

ISSUED = ("CONTRACT", "approval-decision")
"""The paper that is seen through to its last signature, and the stage that begins when it is decided."""
SIGNERS = ("ubnd.chu-tich", "ubnd.van-thu")
"""Who signs it: the chair of the People's Committee, then the records office for the body itself."""

CARRIED = {"SELECT": "APPROVE"}
"""A stage whose council does what the one before it did: the rehearsal carries the task over it."""


AT_PAGES = {"hoi-dong.1", "hoi-dong.3", "hoi-dong.5"}
"""Who of a council votes at the page: its head, a reviewer, its secretary. The others vote as these do."""
BALLOTS = {"IDENTIFY": {"agree": True}, "ACCEPT": {"grade": Grade.PASS}}
"""What the others write, by the stage whose council it is."""


class Life:
    """A task's life, and the people in it: seven sign in at the entrance, the others have done so before."""

    def __init__(self, site, day, paper, keys) -> None:
        self.site, self.set_day, self.paper, self.keys = site, day, paper, keys
        self.on, self.code = ON, ""
        self.tab = None
        self.people = set()
        self.done = []
        self.recorded = set()
        self.issued = None
        day(ON)

    def who(self, handle):
        return self.site.takes_over(self.tab, handle) if handle in self.people else self.begins(handle)

    def begins(self, handle):
        """Somebody new, before what waits for them: the first seven come in by the entrance."""
        self.people.add(handle)
        if len(self.people) > LOGINS:
            return self.site.takes_over(self.tab, handle).goes("/work")
        self.tab = self.site.enters(handle, self.tab)
        return self.tab

    def passes(self, days):
        self.on += days
        self.set_day(self.on)

    @property
    def main(self):
        return progress.main_entry(self.site.house.dossier(self.code))

    @property
    def stage(self):
        main = self.main
        return main.stage if main else ""

    @property
    def wants_a_host(self):
        main = self.main
        return main is not None and main.stage == "CALL" and "host_application" not in main.papers_in()

    def called(self):
        """Whom the task waits for now, and for what: nobody, when time alone has to pass."""
        with wiring.unit_of_work() as session:
            for part in rehearsal.CAST:
                rows = desk.waiting_for(session, people.find(session, part.handle), self.on)
                for row in rows:
                    if row.code == self.code and _can_be_done(row):
                        return part.handle, row
        return None

    def order(self):
        orderer = self.who("dat-hang").goes("/orders")
        orderer.page.get_by_role("link", name="Lập phiếu đặt hàng").click()
        orderer.fills(SHEET)
        orderer.page.get_by_label("Loại đơn vị tiếp nhận").select_option(label="Doanh nghiệp")
        orderer.page.get_by_label("Dạng II:").check()
        orderer.page.get_by_label("Dạng III:").check()
        orderer.presses("Gửi phiếu đặt hàng")
        orderer.page.wait_for_url("**/tasks/*")
        self.code = orderer.page.locator("main .code").first.inner_text()

    def apply_to_host(self):
        """The institute has read the call, and answers it."""
        host = self.who("chu-tri").goes(f"/tasks/{self.code}/submit/host_application")
        host.hands_in(self.paper)

    def is_carried_to(self, stage):
        walk = self.site.house.walk(self.code, self.on).to(stage)
        self.passes(walk.day - self.on)

    def is_issued(self):
        """What the engine does once it is decided: number and date the paper, and set its page."""
        self.site.house.issue_all()
        with wiring.unit_of_work() as session:
            task = self.site.house.dossier(self.code)
            papers = session.scalars(queries.documents_of(task.id)).all()
            self.issued = next(each for each in papers if each.paper == ISSUED[1])
        issuing.keep(self.issued.id)

    def record(self):
        handle, fact, value = FACTS[self.stage]
        somebody = self.who(handle).goes(f"/tasks/{self.code}")
        known = somebody.page.locator("#f-fact")
        choice = known.locator("option", has_text=fact).first
        known.select_option(value=choice.get_attribute("value"))
        somebody.fills(
            {"Giá trị": f"{self.on:%d/%m/%Y}" if value == "today" else value, "Căn cứ": "05/BC-VNC (mẫu)"}
        )
        somebody.presses("Ghi nhận")
        expect(somebody.page.get_by_role("status").first).to_contain_text("ghi nhận")
        self.recorded.add(self.stage)

    def do(self, handle, row):
        self.done.append((handle, row.act))
        if row.act == "state" and handle not in AT_PAGES:
            ballot = BALLOTS[self.stage]
            self.site.house.vote(self.code, row.gate, handle, on=self.on, **ballot)
            return
        if handle in self.people:
            somebody = self.who(handle).goes(row.path)
        else:
            somebody = self.begins(handle)
            mine = somebody.waiting(self.code).filter(has_text=row.thing.vi).first
            mine.locator(".go a").click()
        ACTS[row.act](self, somebody, row)

    def approve(self, somebody, _row):
        heading = somebody.page.get_by_role("heading", level=1)
        expect(heading).to_contain_text(self.issued.number_text)
        expect(somebody.page.locator(".lead")).to_contain_text(f"{self.issued.issued_on:%d/%m/%Y}")
        somebody.presses("Duyệt để ký")
        expect(somebody.page.get_by_role("status").first).to_contain_text("để ký")

    def sign(self, somebody, _row):
        with somebody.page.expect_download() as coming:
            somebody.presses("Tải tệp chờ ký")
        returned = self.signed_outside(somebody.handle, coming.value)
        somebody.page.get_by_label("Tệp đã ký (PDF)").set_input_files(returned)
        somebody.presses("Nộp tệp đã ký")
        expect(somebody.page.get_by_role("status").first).to_contain_text("Đã nhận bản có chữ ký của")

    def signed_outside(self, handle, offered):
        """Sign with one's own tool and certificate: the place waits in the file."""
        path = self.keys.parent / offered.suggested_filename
        offered.save_as(path)
        with ThreadPoolExecutor(1) as desk_of_ones_own:  # the browser's loop runs in this thread
            signed = desk_of_ones_own.submit(
                signing.sign,
                path.read_bytes(),
                signing.Place(SIGNERS.index(handle) + 1, 1, 0, 0, 198, 79),
                str(self.keys / f"{handle}.p12"),
                development.PASSPHRASE,
                moment=wiring.now(),
                proofs=signing.Proofs(),
            )
        path.write_bytes(signed.result())
        return path

    def is_checked_by_a_stranger(self):
        """The orderer passes the signed decision on; whoever gets it asks whether it is genuine."""
        orderer = self.who("dat-hang").goes(f"/tasks/{self.code}")
        shown = orderer.page.locator(".paper").filter(has_text=self.issued.number_text)
        expect(shown).to_contain_text("đã ký đủ 2 chữ ký")
        opened = shown.get_by_role("link", name=self.issued.number_text, exact=True).get_attribute("href")
        path = self.keys.parent / "quyết định.pdf"
        path.write_bytes(orderer.page.request.get(self.site.url + opened).body())
        stranger = self.site.comes().goes("/verify")
        stranger.page.get_by_label("Tệp cần kiểm tra").set_input_files(path)
        stranger.presses("Kiểm tra Verify")
        expect(stranger.page.locator(".state").first).to_contain_text("Đúng văn bản đang lưu")
        expect(stranger.page.locator("tbody tr")).to_have_count(len(SIGNERS))

    def submit(self, somebody, row):
        if len(row.papers) > 1:
            somebody.page.get_by_role("link", name="Xem cả danh mục giấy tờ").click()
        somebody.hands_in(self.paper)

    def decide(self, somebody, _row):
        somebody.page.wait_for_load_state("load")
        somebody.page.get_by_role("radio").first.check()
        somebody.presses("Ghi quyết định")
        expect(somebody.page.get_by_role("status").first).to_contain_text(self.code)

    def form(self, somebody, _row):
        somebody.page.get_by_role("link", name="Thành lập hội đồng").click()
        for number, (member, position) in enumerate(rehearsal.SEATS, 1):
            somebody.page.locator(f"#m-{number}").fill(member)
            somebody.page.locator(f"#p-{number}").select_option(position.value)
        somebody.fills({"Ngày họp": f"{self.on:%d/%m/%Y}"})
        somebody.presses("Thành lập hội đồng")
        expect(somebody.page.get_by_role("status").first).to_contain_text("Đã thành lập hội đồng")

    def state(self, somebody, row):
        somebody.page.get_by_label("Không có xung đột lợi ích với nhiệm vụ này").check()
        somebody.presses("Ghi cam kết")
        self.vote(somebody, row)

    def vote(self, somebody, _row):
        for field in somebody.page.locator(".mark").all():
            most = field.locator(".hint").inner_text()
            field.get_by_role("textbox").fill("90" if "%" in most else str(int(most.split()[2]) * 9 // 10))
        for choice in somebody.page.locator("section[aria-labelledby=ballot] fieldset").all():
            choice.get_by_role("radio").first.check()
        somebody.presses("Bỏ phiếu")
        expect(somebody.page.get_by_role("status").first).to_contain_text("Đã bỏ phiếu")

    def conclude(self, somebody, row):
        self.decide(somebody, row)


ACTS = {
    "submit": Life.submit,
    "decide": Life.decide,
    "conclude": Life.conclude,
    "form": Life.form,
    "state": Life.state,
    "vote": Life.vote,
    "approve": Life.approve,
    "sign": Life.sign,
}


def _can_be_done(row):
    return row.act in ACTS and not (row.missing and row.act in {"decide", "conclude"})


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "giấy tờ (mẫu).pdf"
    path.write_bytes(leaf(["Giấy tờ (mẫu)"]))
    return path


@pytest.fixture
def keys(tmp_path):
    """Certificates to rehearse with, trusted by the house for as long as the test runs."""
    folder, parts = tmp_path / "ca", {part.handle: part for part in rehearsal.CAST}
    holders = [
        development.Holder(handle, parts[handle].title, rehearsal.house(parts[handle].house))
        for handle in SIGNERS
    ]
    development.make(folder, holders, wiring.now())
    configured = wiring.settings()
    trusted = configured.signing_test_ca
    configured.signing_test_ca = folder
    yield folder
    configured.signing_test_ca = trusted


def test_a_task_lives_from_its_order_to_the_archive_at_the_pages_that_people_see(site, day, paper, keys):
    life = Life(site, day, paper, keys)
    life.order()
    for _ in range(MOST):
        if not life.stage:
            break
        if life.stage == ISSUED[0] and life.issued is None:
            life.is_issued()
        if life.stage in FACTS and life.stage not in life.recorded:
            life.record()
        elif life.stage in CARRIED:
            life.is_carried_to(CARRIED[life.stage])
        elif (called := life.called()) is not None:
            life.do(*called)
            if called[1].act == "decide":
                life.passes(PACE)
        elif life.wants_a_host:
            life.apply_to_host()
        else:
            life.passes(timedelta(days=10))
    task = site.house.dossier(life.code)
    assert task.outcome == "applied", (life.stage, life.done[-5:])
    acts = {"submit", "decide", "form", "state", "conclude", "approve", "sign"}
    assert {act for _, act in life.done} == acts
    assert [handle for handle, act in life.done if act == "sign"] == list(SIGNERS)
    life.is_checked_by_a_stranger()
    assert len(life.people) > LOGINS
    assert task.result.transferred_on is not None
    assert site.house.chain_is_whole()
    said = life.who("dat-hang").goes(f"/tasks/{life.code}").reads()
    assert not [entry.stage for entry in task.entries if STAGES[entry.stage].vi not in said]
