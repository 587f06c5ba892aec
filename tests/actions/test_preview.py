"""Drafts: every paper can be read before it is issued; none gets a number, a date, or is kept."""

import asyncio
import re
from datetime import date
from urllib.parse import urlsplit

import httpx
import pypdfium2
import pytest

from actions import advisory, case_pictures, closet, links, people, pictures, preview, wiring
from actions.advisory.drafts import session_draft
from models import queries
from models.errors import NotFound, NotPermitted, Refused
from models.language import Verdict
from portal.web import create_app
from tests.actions.houses import ON
from tests.actions.test_advisory import MEETS, MONTH, PREPARED, STALLED, sheet
from tests.actions.test_remedies import LATER, UNWANTED, stuck_in

AHEAD = re.compile(r"\[([^\]]+)\]\(([^)]+/drafts/[^)]+)\)")


def read(data):
    """The text of each page."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in pdf]


def ask(address):
    """What the portal answers."""
    parts = urlsplit(address)

    async def get():
        transport = httpx.ASGITransport(app=create_app(hosts=["portal"]))
        async with httpx.AsyncClient(transport=transport, base_url="http://portal") as browser:
            return await browser.get(f"{parts.path}?{parts.query}")

    return asyncio.run(get())


def drafts_in_form(code, on=ON):
    with wiring.unit_of_work() as session:
        return dict(AHEAD.findall(pictures.task_picture(session, code, on).form.description))


def tried(code, paper):
    """The last page of a draft on a later day, or why there is none."""
    try:
        return read(preview.draft(code, paper, LATER).data)[-1]
    except Refused as refusal:
        return str(refusal)


def kept(house):
    return [each for each in (house.home / "archive").rglob("*") if each.is_file()]


def test_who_decides_reads_the_paper_before_it_is_issued(house, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_TODAY", ON.isoformat())
    code = house.order()
    (title, address), (other, _) = drafts_in_form(code).items()
    assert title == "Thông báo tiếp nhận phiếu đặt hàng"
    assert other.startswith("Thông báo")
    answer = ask(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"].startswith("inline")
    pages = read(answer.content)
    assert all("DỰ THẢO" in page for page in pages)
    assert "Số: ……/TB-SKHCN" in pages[0]
    assert "ngày …… tháng …… năm ………" in pages[0]
    assert "Quy trình chiết xuất collagen từ da cá tra" in " ".join(pages)


def test_a_draft_uses_no_number_and_is_not_kept(house):
    code = house.order()
    preview.draft(code, "order-receipt", ON)
    with wiring.unit_of_work() as session:
        task = queries.task_by_code(code)
        assert session.scalars(queries.documents_of(session.scalars(task).one().id)).all() == []
    assert kept(house) == []


def test_a_key_opens_one_draft_alone_and_only_while_the_stage_lasts(house, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_TODAY", ON.isoformat())
    code = house.order()
    stay = house.main(code).id
    key = links.draft_link(code, stay, "order-receipt").partition("key=")[2]
    assert ask(f"/drafts/{code}/{stay}/order-receipt?key={key}").status_code == 200
    for other in (
        f"/drafts/{code}/{stay}/order-list?key={key}",
        f"/drafts/{code}/{stay}/order-receipt?key={'0' * 32}",
        f"/drafts/{code}/{stay}/order-receipt",
    ):
        assert ask(other).status_code == 404
    gone = ask(links.draft_link(code, stay + 1000, "order-receipt"))
    assert gone.status_code == 409
    assert "hiện không chờ ban hành" in gone.text


def test_only_who_may_see_the_task_reads_its_drafts(house):
    code = house.order()
    assert preview.draft(code, "order-receipt", ON, reader="so.chuyen-vien").pages >= 1
    with pytest.raises(NotPermitted, match="không được xem hồ sơ"):
        preview.draft(code, "order-receipt", ON, reader="chu-tri")
    with pytest.raises(NotFound):
        preview.draft(code, "order-receipt", ON, reader="nobody")


def test_what_is_not_about_to_be_issued_has_no_draft_and_the_refusal_names_what_has(house):
    with pytest.raises(Refused, match=r"Thông báo tiếp nhận phiếu đặt hàng \(order-receipt\)"):
        preview.draft(house.order(), "transfer-contract", ON)


def test_the_papers_of_remedies_are_read_before_one_is_chosen(house, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_TODAY", LATER.isoformat())
    code = stuck_in(house, UNWANTED)
    with wiring.unit_of_work() as session:
        asked = case_pictures.case_picture(session, code, LATER).form.description
    found = dict(AHEAD.findall(asked))
    notice = found["dự thảo thông báo xác định đơn vị tiếp nhận kết quả"]
    [page, *_] = read(ask(notice).content)
    assert "DỰ THẢO" in page
    assert "Số: ……/TB-SKHCN" in page
    papers = preview.papers_ahead(house.dossier(code), LATER)
    assert {urlsplit(address).path.rpartition("/")[2] for address in found.values()} <= set(papers)
    for paper in papers:
        said = tried(code, paper)
        assert "DỰ THẢO" in said or said.startswith("Chưa"), (paper, said)
    assert "Ban hành" not in " ".join(house.journal(code))
    assert kept(house) == []


def test_the_notice_of_supplement_is_read_before_it_is_asked_for(house, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_TODAY", ON.isoformat())
    code = house.order()
    _, address = drafts_in_form(code).values()
    assert urlsplit(address).path.endswith("/supplement-notice")
    told = " ".join(read(ask(address).content))
    assert "DỰ THẢO" in told
    assert "Phiếu đặt hàng" in told
    house.decide(code, "validity", "so.chuyen-vien", Verdict.SUPPLEMENT, missing=("order_sheet",))
    house.hand_in_all(code, "dat-hang")
    asked = " ".join(read(preview.draft(code, "supplement-notice", ON).data))
    assert "Phiếu đặt hàng" in asked


def test_the_papers_of_a_session_are_read_before_they_are_issued(house):
    code = house.at("MATCH", **STALLED)
    closet.judge(code, date(2026, 11, 2))

    def drawn(paper, handle="so.chuyen-vien", **more):
        with wiring.unit_of_work() as session:
            actor = people.find(session, handle)
            return session_draft(
                session, paper, "Đồng Nai", MONTH, actor, on=more.pop("on", PREPARED), **more
            )

    for paper in ("advisory-agenda", "closet-report"):
        made = drawn(paper)
        assert all("DỰ THẢO" in page for page in read(made.data))
        assert code in " ".join(read(made.data))
    with wiring.unit_of_work() as session:
        assert session.scalar(queries.advisory_session("Đồng Nai", MONTH)) is None
    with pytest.raises(Refused, match="--form"):
        drawn("advisory-minutes")
    with pytest.raises(NotFound, match="Chưa có chương trình"):
        drawn("advisory-minutes", sheet=sheet(code))
    with wiring.unit_of_work() as session:
        advisory.prepare(session, "Đồng Nai", MONTH, PREPARED)
    minutes = drawn("advisory-minutes", sheet=sheet(code), on=MEETS)
    assert "Mở nhiệm vụ nhân rộng" in " ".join(read(minutes.data))
    assert minutes.file_name == "HDTV-DN-2026-11.advisory-minutes.du-thao.pdf"
    with pytest.raises(Refused):
        drawn("advisory-minutes", sheet=sheet(code, present=[]), on=MEETS)
    with pytest.raises(NotFound, match="closet-report"):
        drawn("order-list")
    with pytest.raises(NotPermitted):
        drawn("closet-report", "chu-tri")
    assert kept(house) == []
