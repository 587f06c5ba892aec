"""The province's own sign-in, against a real OpenID Connect server that runs here."""

import json
import os
import socket
import sys
import time
import urllib.request
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlalchemy import select, update

from actions import invitations, people, wiring
from console.ports import LOOPBACK, free_port
from console.processes import begin
from models.tables import Audit, Person, PortalSession
from portal import sso
from tests.conftest import until_true
from tests.portal.conftest import words

SUBJECT = "can-bo-001"
KNOWN = {"sub": SUBJECT, "email": "phong@so.example", "email_verified": True}
UNSURE = {"sub": "can-bo-002", "email": "phong@so.example", "email_verified": False}
OFFICER = "so.chuyen-vien"


@pytest.fixture(scope="module")
def provider(postgres_server, tmp_path_factory):
    """The address of an OpenID Connect server of its own process."""
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    log, address = folder / "oidc.log", f"http://{LOOPBACK}:{port}"
    users = [part for claims in (KNOWN, UNSURE) for part in ("--user-claims", json.dumps(claims))]
    server = begin(
        [sys.executable, "-m", "oidc_provider_mock", "--host", LOOPBACK, "--port", str(port), *users],
        environment=os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"},
        log=log,
        folder=folder,
    )

    def answers():
        try:
            with urllib.request.urlopen(f"{address}/jwks", timeout=5) as answer:  # noqa: S310 - our own
                return answer.status == 200
        except OSError:
            return False

    try:
        until_true(answers, server, log, seconds=60)
        yield address
    finally:
        server.stop(grace=5)


@pytest.fixture
def linked(house, provider, monkeypatch):
    """The portal knows the provider; nobody is linked yet."""
    _configure(monkeypatch, provider)
    yield provider
    sso.forget()


def _configure(monkeypatch, issuer):
    monkeypatch.setenv("TRIPLEHELIX_SSO_ISSUER", issuer)
    monkeypatch.setenv("TRIPLEHELIX_SSO_CLIENT_ID", "cong-ba-nha")
    monkeypatch.setenv("TRIPLEHELIX_SSO_CLIENT_SECRET", "bí mật: 1/2")
    wiring.forget()
    sso.forget()


def change(handle=OFFICER, **values):
    with wiring.unit_of_work() as session:
        session.execute(update(Person).where(Person.handle == handle).values(**values))


def stays():
    with wiring.unit_of_work() as session:
        return session.scalars(select(PortalSession)).all()


def leave_for_the_provider(guest, page="/account"):
    answer = guest.get(f"/sso?next={page}", follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def at_the_provider(address, subject=SUBJECT):
    """Sign in there; the way back, as the browser is told it."""
    back = httpx.post(address, data={"sub": subject}).headers["location"]
    return back.removeprefix(wiring.settings().portal_url)


def sign_in(guest, subject=SUBJECT):
    return guest.get(at_the_provider(leave_for_the_provider(guest), subject), follow_redirects=False)


def test_whoever_is_linked_comes_in_without_a_password(portal, linked):
    change(sso_subject=SUBJECT)
    guest = portal()
    assert "/sso?next=" in guest.page("/enter")
    answer = sign_in(guest)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert [stay.by_sso for stay in stays()] == [True]
    assert OFFICER in guest.page("/account")


def test_the_provider_is_asked_with_state_nonce_and_a_challenge(portal, linked):
    guest = portal()
    asked = {
        name: value[0] for name, value in parse_qs(urlsplit(leave_for_the_provider(guest)).query).items()
    }
    kept = sso.opened(guest.browser.cookies["sso"])
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == create_s256_code_challenge(kept["verifier"])
    assert (asked["state"], asked["nonce"]) == (kept["state"], kept["nonce"])
    assert asked["scope"] == "openid email"
    assert kept["verifier"] not in asked.values()


def test_an_invited_person_is_linked_by_the_address_that_the_provider_vouches_for(portal, linked):
    change(email=KNOWN["email"].upper())
    with wiring.unit_of_work() as session:
        invitations.invite(session, OFFICER, people.find(session, "so.quan-tri"))
    assert sign_in(portal()).status_code == 303
    with wiring.unit_of_work() as session:
        row = session.scalars(select(Person).where(Person.handle == OFFICER)).one()
        assert row.sso_subject == SUBJECT
        assert session.scalars(select(Audit).where(Audit.tag == "person:account:linked")).one()


@pytest.mark.parametrize(
    ("invited", "subject", "shared"),
    [
        pytest.param(False, SUBJECT, False, id="nobody invited"),
        pytest.param(True, UNSURE["sub"], False, id="not vouched for"),
        pytest.param(True, SUBJECT, True, id="an address of two"),
    ],
)
def test_an_address_alone_opens_no_account(portal, linked, invited, subject, shared):
    change(email=KNOWN["email"])
    if shared:
        change("so.truong-phong", email=KNOWN["email"])
    if invited:
        with wiring.unit_of_work() as session:
            invitations.invite(session, OFFICER, people.find(session, "so.quan-tri"))
    answer = sign_in(portal(), subject)
    assert answer.status_code == 403
    assert "chưa được liên kết" in words(answer.text)
    assert not stays()


def test_a_shut_account_stays_shut(portal, linked):
    change(sso_subject=SUBJECT, active=False)
    assert sign_in(portal()).status_code == 403


def test_a_sign_in_of_another_browser_is_not_taken(portal, linked):
    """Whoever is lured to a foreign sign-in's way back is not signed in as somebody else."""
    change(sso_subject=SUBJECT)
    back = at_the_provider(leave_for_the_provider(portal()))
    victim = portal()
    assert victim.get(back, follow_redirects=False).status_code == 409
    leave_for_the_provider(victim)
    assert victim.get(back, follow_redirects=False).status_code == 409
    assert not stays()


def test_a_code_serves_once_and_an_invented_one_never(portal, linked):
    change(sso_subject=SUBJECT)
    guest = portal()
    address = leave_for_the_provider(guest)
    kept = guest.browser.cookies["sso"]
    back = at_the_provider(address)
    assert guest.get(back, follow_redirects=False).status_code == 303
    guest.browser.cookies.set("sso", kept, path="/sso")
    assert guest.get(back, follow_redirects=False).status_code == 409
    invented = back.replace("code=", "code=x")
    guest.browser.cookies.set("sso", kept, path="/sso")
    assert guest.get(invented, follow_redirects=False).status_code == 409


def test_a_token_of_an_earlier_sign_in_is_refused(portal, linked):
    change(sso_subject=SUBJECT)
    guest = portal()
    back = at_the_provider(leave_for_the_provider(guest))
    kept = sso.opened(guest.browser.cookies["sso"])
    guest.browser.cookies.clear()
    guest.browser.cookies.set("sso", sso.sealed(kept | {"nonce": "of an earlier sign-in"}), path="/sso")
    answer = guest.get(back)
    assert answer.status_code == 409
    assert "không xác nhận" in words(answer.text)


def test_what_the_browser_keeps_cannot_be_written_by_it(linked):
    kept = sso.begin("/work").kept
    body, _, seal = kept.partition(".")
    assert sso.opened(kept)
    assert sso.opened(f"{body}x.{seal}") is None
    assert sso.opened("") is None
    old = sso.opened(kept) | {"at": int(time.time()) - sso.MINUTES * 60 - 1}
    assert sso.opened(sso.sealed(old)) is None


def test_a_person_who_says_no_comes_back_to_a_sentence(portal, linked):
    answer = portal().get("/sso/return?error=access_denied&state=x")
    assert answer.status_code == 409
    assert "bạn đã từ chối" in words(answer.text)


def test_a_provider_that_is_away_or_silent_is_a_sentence(portal, linked, monkeypatch):
    _configure(monkeypatch, f"http://{LOOPBACK}:{free_port()}")
    answer = portal().get("/sso")
    assert answer.status_code == 503
    assert "Hệ thống đăng nhập của tỉnh không trả lời" in words(answer.text)
    with socket.create_server((LOOPBACK, 0)) as silent:
        _configure(monkeypatch, f"http://{LOOPBACK}:{silent.getsockname()[1]}")
        monkeypatch.setattr(sso, "_PATIENCE", httpx.Timeout(0.2))
        assert portal().get("/sso").status_code == 503


@pytest.mark.parametrize("issuer", ["http://sso.tinh.example", "ftp://127.0.0.1"])
def test_a_provider_is_asked_over_tls_alone(portal, linked, monkeypatch, issuer):
    _configure(monkeypatch, issuer)
    answer = portal().get("/sso")
    assert answer.status_code == 422
    assert "https" in words(answer.text)


def test_without_a_provider_nothing_is_offered(portal, house):
    guest = portal()
    assert "/sso?" not in guest.page("/enter")
    assert guest.get("/sso").status_code == 503
