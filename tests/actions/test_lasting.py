"""Signatures that last: an archive timestamp after the last signature, another before that one ends."""

from datetime import timedelta

import pytest

from actions import lasting, people, signing, verification, wiring
from models import queries
from models.errors import NotPermitted, Refused
from tests.actions.houses import ON
from tests.actions.test_signing import (  # noqa: F401 - fixtures
    approve,
    kept,
    office,
    row,
    sign,
    standing,
    test_ca,
    written,
)

LATER = timedelta(days=4000)
"""More than the development authority's certificate has."""


@pytest.fixture
def receipt(office, test_ca, monkeypatch):  # noqa: F811 - fixtures
    """A receipt that the director and the records office have signed, in a house that stamps."""
    monkeypatch.setenv("TRIPLEHELIX_SIGNING_ARCHIVE", "true")
    wiring.settings.cache_clear()
    code = office.order()
    number = written(office, code, "order-receipt", "validity")
    approve(number)
    sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12")
    early = kept(number)
    sign(number, "so.luu-tru", test_ca / "so.luu-tru.p12")
    return code, number, early


def renew(number, handle="so.luu-tru"):
    with wiring.unit_of_work() as session:
        return lasting.renew(session, number, people.find(session, handle, on=ON), on=ON)


def due(within=lasting.WITHIN):
    with wiring.unit_of_work() as session:
        return list(lasting.due(session, wiring.today(), within))


def said(data):
    with wiring.unit_of_work() as session:
        found = verification.check(session, data)
    return found.verdict.value, " ".join(each.vi for each in found.said)


def test_the_last_signature_is_followed_by_an_archive_timestamp_that_is_renewed_in_time(office, receipt):  # noqa: F811 - fixture
    code, number, early = receipt
    once = kept(number)
    with wiring.unit_of_work() as session:
        rows = session.scalars(queries.signatures_of(number)).all()
        assert [each.kind for each in rows] == ["pkcs12", "pkcs12", lasting.STAMP]
        whole = wiring.archive().get(rows[1].sha256)
    assert standing(code, number).complete
    assert len(standing(code, number).places) == 2
    assert once.startswith(whole)
    verdict, words = said(once)
    assert verdict == "current"
    assert "Dấu thời gian lưu trữ" in words
    assert "thêm dấu thời gian lưu trữ" in said(whole)[1]
    assert "bản có 1 trên 2 chữ ký" in said(early)[1]
    assert due() == []
    assert due(LATER) == [number]
    with pytest.raises(NotPermitted):
        renew(number, "so.chuyen-vien")
    assert renew(number).sha256 == row(number).signed_sha256
    assert kept(number).startswith(once)
    assert said(kept(number))[0] == "current"
    assert said(once)[0] == "outdated"
    with pytest.raises(Refused, match="đã có đủ 2 chữ ký"), wiring.unit_of_work() as session:
        signing.offer(session, number, people.find(session, "so.luu-tru", on=ON))
    assert office.chain_is_whole()


def test_what_not_everybody_has_signed_gets_no_archive_timestamp(office, test_ca):  # noqa: F811 - fixtures
    number = written(office, office.order(), "order-receipt", "validity")
    approve(number)
    sign(number, "so.giam-doc", test_ca / "so.giam-doc.p12")
    assert due() == []
    with pytest.raises(Refused, match="chưa đủ chữ ký"):
        renew(number)
