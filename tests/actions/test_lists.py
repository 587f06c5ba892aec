"""Long lists that the engine takes in: cut off and gone on with, they are counted whole and told once."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from actions import drafts, lists, needs, people, wiring
from models.tables import Audit, Need
from tests.actions.houses import ON

HEAD = "id,kind,title_vi,gloss_en,organisation,province,field,source_url"
ROWS = [f"N{number},need,Máy số {number},,Cơ sở (mẫu),Đồng Nai,," for number in range(1, 6)]


class EngineKilledError(Exception):
    """Nothing after it is done."""


@contextmanager
def killed_at(title):
    """The engine dies while it writes the need of that title; its transaction is lost."""

    def die(_mapper, _connection, row):
        if row.title == title:
            raise EngineKilledError

    event.listen(Need, "before_insert", die)
    with pytest.raises(EngineKilledError):
        yield
    event.remove(Need, "before_insert", die)


@pytest.fixture
def taking(house, monkeypatch):
    """A list of five rows in three parts that is to be taken in: its owner and its hash."""
    monkeypatch.setattr(lists, "AT_ONCE", 1)
    monkeypatch.setattr(needs, "_BATCH", 2)
    with wiring.unit_of_work() as session:
        owner = people.find(session, "so.truong-phong")
        data = "\n".join([HEAD, *ROWS]).encode()
        listed = lists.receive(session, owner, lists.Kind.NEEDS, "nhu-cau.csv", data, on=ON)
    lists.work(owner.id, listed.sha256, ON)
    with wiring.unit_of_work() as session:
        lists.confirm(session, owner, listed.sha256, on=ON)
    return owner, listed.sha256


def written_down():
    with wiring.unit_of_work() as session:
        return session.scalars(select(Audit.text).where(Audit.tag == "import:technology:read")).all()


def on_desk(owner, sha256):
    with wiring.unit_of_work() as session:
        return lists.of(session, owner, sha256)


def test_a_list_that_one_engine_began_and_the_next_ended_is_counted_whole(taking):
    owner, sha256 = taking
    for title, done in (("Máy số 4", 2), ("Máy số 5", 4)):
        with killed_at(title):
            lists.work(owner.id, sha256, ON)
        assert on_desk(owner, sha256).done == done
    lists.work(owner.id, sha256, ON)
    with wiring.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(Need)) == 5
    [line] = written_down()
    assert "5 dòng, 5 mục mới, 0 được cập nhật, 0 không đổi, 0 dòng bị từ chối" in line
    found = on_desk(owner, sha256)
    assert found.state is lists.State.TAKEN
    assert (found.counts["imported"], found.counts["unchanged"]) == (5, 0)


def test_a_list_that_is_written_down_is_not_written_down_again_because_its_owner_was_not_told(taking):
    owner, sha256 = taking
    lists.work(owner.id, sha256, ON)
    with wiring.unit_of_work() as session:
        values = drafts.take(session, owner, lists.FORM, sha256).values
        untold = {**values, "state": lists.State.TAKING.value, "counts": {}}
        drafts.keep(session, owner, lists.FORM, sha256, untold)
    lists.work(owner.id, sha256, ON)
    assert len(written_down()) == 1
    assert on_desk(owner, sha256).counts["imported"] == 5
