"""Pictures of the rooms for the documentation: `pytest tests/e2e/screens.py` draws docs/screens anew.

It is no test of the suite (its name is not collected): pictures change with every stylesheet, and people look
at them before they go into the documentation.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from PIL import Image

from actions import issuing, needs, rehearsal, rehearsal_market, rehearsal_panels, steering, wiring
from models import queries, samples
from tests.actions.conftest import copied
from tests.e2e.conftest import opened

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
LARGEST = 120 * 1024
"""Bytes of a picture."""
TODAY = date(2026, 11, 2)
SIZE = {"width": 1280, "height": 860}
TELEPHONE = {"width": 390, "height": 844}


def test_draw(postgres_server, published, browser, tmp_path):
    with copied(postgres_server, published, tmp_path) as house, opened(house, browser) as site:
        wiring.settings().today = TODAY
        codes = _story(house)
        for name, handle, path, size in _pictures(codes):
            somebody = site.comes(handle, viewport=size, color_scheme="light")
            somebody.goes(path)
            somebody.page.wait_for_load_state("networkidle")
            _keep(name, somebody.page.screenshot())
            site.all_leave()


def _story(house):
    """Tasks of the rehearsal: a council sits, work is done, a recipient is sought, an order has come.

    Around them plans, an agreement, a survey, a call for proposals; and a paper that awaits signatures.
    """
    with wiring.unit_of_work() as session:
        steering.take_samples(session, TODAY)
    needs.import_file(samples.path("needs.csv"), None, TODAY)
    sheet = {"recipient": rehearsal.house("enterprise")}
    court = house.order(
        title="Quy trình bảo quản trái dừa tươi xuất khẩu (mẫu)", on=date(2025, 10, 13), **sheet
    )
    rehearsal.Walk(court, date(2025, 10, 15)).to("ACCEPT")
    with wiring.as_of(TODAY):
        house.form(court, "acceptance-council", on=TODAY, meets_on=TODAY)
        for handle in ("hoi-dong.1", "hoi-dong.3", "hoi-dong.5"):
            house.state(court, "acceptance-council", handle, on=TODAY)
    work = house.order(title="Giống lúa chịu mặn cho vùng ven biển (mẫu)", on=date(2026, 2, 2), **sheet)
    rehearsal.Walk(work, date(2026, 2, 4)).to("SUBMIT")
    ready = house.order(
        title="Hệ thống cảnh báo mặn cho vườn cây ăn trái (mẫu)", on=date(2025, 11, 3), **sheet
    )
    rehearsal.Walk(ready, date(2025, 11, 5)).to("MATCH")
    fresh = house.order(title="Chế biến sâu xoài thành phẩm (mẫu)", on=date(2026, 10, 26), **sheet)
    house.hand_in_all(fresh, "dat-hang", on=date(2026, 10, 27))
    rehearsal_panels.play(ready, TODAY)
    rehearsal_market.play(TODAY)
    return {"court": court, "work": work, "ready": ready, "fresh": fresh, "paper": _issued(house, sheet)}


def _issued(house, sheet):
    """The number of a paper that is numbered, kept, and waits to be approved for its signatures."""
    asked = date(2026, 10, 19)
    code = house.order(title="Sấy lạnh hạt sen (mẫu)", on=asked, **sheet)
    house.hand_in_all(code, "dat-hang", on=asked)
    house.decide(code, "validity", "so.chuyen-vien", on=date(2026, 10, 22))
    house.issue_all()
    with wiring.unit_of_work() as session:
        number = session.scalars(queries.documents_of(house.dossier(code).id)).one().id
    issuing.keep(number)
    return number


def _pictures(codes):
    court, work = codes["court"], codes["work"]
    yield "entrance", "", "/enter", SIZE
    yield "work", "so.chuyen-vien", "/work", SIZE
    yield "work-telephone", "chu-tri", "/work", TELEPHONE
    yield "task", "chu-tri", f"/tasks/{court}", SIZE
    yield "submit", "chu-tri", f"/tasks/{work}/submit", SIZE
    yield "council", "hoi-dong.1", f"/councils/{court}/acceptance-council", SIZE
    yield "decide", "so.chuyen-vien", f"/tasks/{codes['fresh']}/decide/validity", SIZE
    yield "order", "dat-hang", "/orders/new", SIZE
    yield "closet", "so.giam-doc", "/closet", SIZE
    yield "boards", "so.giam-doc", "/boards", SIZE
    yield "market", "tiep-nhan", "/market", SIZE
    yield "search", "so.chuyen-vien", "/search?q=dong+thap", SIZE
    yield "import", "so.chuyen-vien", "/import", SIZE
    yield "admin", "so.quan-tri", "/admin", SIZE
    yield "tasks", "so.chuyen-vien", "/tasks", SIZE
    yield "councils", "so.giam-doc", "/councils", SIZE
    yield "agreements", "so.chuyen-vien", "/agreements", SIZE
    yield "signing", "so.truong-phong", f"/signing/{codes['paper']}", SIZE
    yield "verify", "", "/verify", SIZE
    yield "support", "tiep-nhan", "/support", SIZE
    yield "surveys", "so.chuyen-vien", "/surveys", SIZE
    yield "plans", "so.giam-doc", "/plans", SIZE
    yield "reports", "so.giam-doc", "/reports/2026-10", SIZE
    yield "money", "tai-chinh", f"/money/tasks/{work}", SIZE
    yield "protection", "chu-tri", f"/protection/tasks/{codes['ready']}", SIZE
    yield "honours", "so.truong-phong", "/honours", SIZE
    yield "account", "chu-tri", "/account", SIZE
    yield "delegations", "so.giam-doc", "/delegations", SIZE
    yield "webhooks", "so.quan-tri", "/webhooks", SIZE
    yield "organisations", "so.quan-tri", "/admin/organisations?q=(mẫu)", SIZE
    yield "people", "so.quan-tri", "/admin/people", SIZE
    yield "rules", "so.quan-tri", "/rules", SIZE
    yield "process", "so.quan-tri", "/process", SIZE
    yield "journal", "so.quan-tri", "/journal?tag=task", SIZE
    yield "open-data", "", "/open", SIZE


def _keep(name, picture):
    """Keep the picture with as many colours as fit."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        drawn = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(drawn, "PNG", optimize=True)
        if drawn.tell() <= LARGEST:
            break
    assert drawn.tell() <= LARGEST, f"{name}: {drawn.tell()} bytes"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(drawn.getvalue())
