"""Published lists taken in: good rows become tasks, nothing is invented, twice adds nothing."""

import pytest
from sqlalchemy import func, select, text

from actions import closet, imports, wiring
from actions.parts import to_the_last
from models import samples
from models.errors import BadInput
from models.language import Regime
from models.lifecycle import STAGES
from models.tables import Audit, StageEntry, Task
from tests.actions.houses import ON, TODAY

COCONUT = "Bảo quản trái dừa tươi"
MAIZE = (
    "Ứng dụng những tiến bộ kỹ thuật để nâng cao hiệu quả thâm canh bắp lai trên nền đất lúa huyện Đức Huệ"
)
RICE = "Ứng dụng chọn tạo giống lúa chịu mặn"


def import_(name, **more):
    return imports.import_file(samples.path(name), None, on=TODAY, **more)


def count(table=Task):
    with wiring.unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(table))


def code_of(title):
    with wiring.unit_of_work() as session:
        return session.scalars(select(Task.code).where(Task.title.startswith(title))).one()


def every_code():
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(Task.code).order_by(Task.code)))


def stuck():
    with wiring.unit_of_work() as session:
        return {case.code: case for case in closet.cases(session, TODAY)}


def test_the_published_tasks_come_in_once(house):
    first = import_("tasks.csv")
    assert first.rows == 91
    assert first.imported + first.rejected == 91
    assert first.imported == len(set(first.codes)) == count()
    assert first.rejected <= 2, first.rejects
    second = import_("tasks.csv")
    assert (second.rows, second.imported, second.updated) == (91, 0, 0)
    assert second.unchanged == first.imported
    assert count() == first.imported
    assert house.chain_is_whole()


def test_a_list_and_what_concludes_it_come_in_together(house, tmp_path):
    """Cut off in between, it would be concluded that nothing came in, and nobody would judge the closet."""
    head, *lines = samples.path("tasks.csv").read_text("utf-8").splitlines()[:4]
    (tmp_path / "few.csv").write_text("\n".join([head, *lines]), "utf-8")
    imports.import_file(tmp_path / "few.csv", None, on=TODAY)
    written_by = """
        select xmin::text from tasks union select xmin::text from outbox where subject = 'closet:all'
        union select xmin::text from audit where tag = 'import:file:read'
    """
    with wiring.unit_of_work() as session:
        assert len(session.execute(text(written_by)).all()) == 1


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([], [([], True)]),
        ([[1]], [([1], True)]),
        ([[1], [2], [3]], [([1], False), ([2], False), ([3], True)]),
    ],
)
def test_of_the_parts_of_a_list_the_last_is_known(parts, told):
    assert list(to_the_last(parts)) == told


def test_the_results_that_the_press_found_in_drawers_are_in_the_closet(listed):
    found = stuck()
    for title, province in ((COCONUT, "Bến Tre"), (MAIZE, "Long An"), (RICE, "Long An")):
        code = code_of(title)
        assert code in found, title
        task = listed.dossier(code)
        assert task.province == province
        assert task.result.in_use is False
        assert [entry.stage for entry in task.open_entries] == ["MATCH"]
        assert found[code].causes
        assert found[code].headline.responsible


def test_what_a_list_does_not_say_stays_unknown_and_is_asked_for(listed):
    task = listed.dossier(code_of(COCONUT))
    assert task.regime is Regime.UNKNOWN
    for name in (
        "approved_on",
        "contract_signed_on",
        "host",
        "method",
        "budget_vnd",
        "state_share",
        "months",
    ):
        assert getattr(task, name) is None, name
    assert task.products == frozenset()
    assert (task.item13, task.state_reserves) == (False, None)
    assert len(task.clears.missing()) == 6
    assert task.result.accepted_on is task.result.recognised_on is task.result.grade is None
    assert task.unknowns
    assert stuck()[task.code].days is None
    assert task.source_url.startswith("https://")


def test_every_imported_task_stands_in_one_stage_without_a_clock_or_a_paper(listed):
    codes = every_code()
    assert listed.issue_all() == []
    stages = set()
    for code in codes[:30]:
        task = listed.dossier(code)
        (entry,) = task.entries
        assert entry.imported
        deadline = STAGES[entry.stage].deadline
        assert entry.due_on is None or deadline.since is not None, "no clock starts on the day of the import"
        assert entry.issued == ()
        stages.add(entry.stage)
    assert stages <= set(STAGES)
    assert count(StageEntry) == len(codes)


def test_an_imported_task_goes_on_where_it_stands(listed):
    code = code_of(COCONUT)
    listed.submit(code, "transfer_profile", "so.chuyen-vien", on=TODAY)
    listed.submit(code, "partner_letter", "htx", on=TODAY)
    assert listed.dossier(code).recipient is not None
    assert listed.decide(code, "partner", "so.truong-phong", on=TODAY).moved_to == "TRANSFER"


def test_bad_rows_go_into_a_report_with_their_reasons(house, tmp_path):
    report = tmp_path / "report.xlsx"
    found = import_("dirty.xlsx", report=report)
    assert report.stat().st_size > 0
    assert found.rejected == len(found.rejects) > 3
    assert all(reasons for _, reasons in found.rejects)
    assert found.imported == count()
    again = import_("dirty.xlsx")
    assert (again.imported, again.rejected) == (0, found.rejected)
    assert house.chain_is_whole()


@pytest.mark.parametrize(("name", "count_"), [("quang-binh.xlsx", 2), ("quang-ngai.xlsx", 1)])
def test_a_provinces_own_table_comes_in(house, name, count_):
    found = import_(name)
    assert found.imported == count() == count_
    assert house.chain_is_whole()


def test_the_same_tasks_in_another_list_are_not_doubled(listed):
    before = count()
    found = import_("quang-binh.xlsx")
    assert found.imported == 0
    assert count() == before
    assert listed.chain_is_whole()


def test_a_task_ordered_here_is_completed_by_the_list_and_not_overwritten(house):
    code = house.order(title=COCONUT, province="Bến Tre")
    before = house.dossier(code)
    found = import_("tasks.csv")
    task = house.dossier(code)
    assert found.updated == 1
    assert code not in found.codes
    assert task.budget_vnd == before.budget_vnd
    assert task.orderer == before.orderer
    assert task.result.in_use is False
    assert import_("tasks.csv").updated == 0


def test_what_is_no_list_is_refused(house, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("một,hai,ba\n1,2,3\n", encoding="utf-8")
    with pytest.raises(BadInput):
        imports.import_file(odd, None, on=ON)
    assert house.chain_is_whole()
    assert count() == 0


@pytest.mark.usefixtures("house")
def test_the_import_is_on_the_record():
    import_("quang-ngai.xlsx")
    with wiring.unit_of_work() as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert last.tag == "import:file:read"
    assert "quang-ngai.xlsx" in last.text
