"""What keeps the portal's people apart and its pages their own: every room of several roles, tried."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from actions import doors, people, wiring
from models.tables import Person
from portal.health import Probes
from portal.knocking import STRETCH, TRIES
from portal.rooms import entrance, surveys, verify
from portal.security import FORM_BYTES, HEADERS, POLICY, WITH_FILES
from portal.visits import COOKIE
from portal.web import create_app
from tests.actions.conftest import copied
from tests.portal.conftest import Guest
from tests.portal.crawling import crawl, kind_of
from tests.portal.town import OTHER, SECRET, furnish

ROLES = (
    "so.chuyen-vien", "so.giam-doc", "ubnd.chu-tich", "chu-tri", "tiep-nhan", "hoi-dong.1", "so.quan-tri",
)  # fmt: skip
CANARY = "chim-hoang-yen-9c1e"
BAIT = "bẫy{{7*7}}bẫy${7*7}<script>alert(1)</script>"
PASSWORD = "một câu dài dễ nhớ"
PUBLIC = {"/enter", "/language", "/forgotten", "/verify", "/sso", "/search"}
"""Forms that anybody may send; none of them changes what is another's."""


@pytest.fixture(scope="module")
def town(postgres_server, furnished, tmp_path_factory) -> Iterator[dict[str, str]]:
    """A house with tasks of two institutes at several stages; secrets are set that no page may show."""
    with copied(postgres_server, furnished, tmp_path_factory.mktemp("town")) as house:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TRIPLEHELIX_SMTP_URL", f"smtp://may-gui:{CANARY}@127.0.0.1:9?starttls=0")
            patch.setenv("TRIPLEHELIX_S3_SECRET_KEY", CANARY)
            wiring.settings.cache_clear()
            yield furnish(house)
        wiring.settings.cache_clear()


@pytest.fixture(scope="module")
def come(town):
    """Whoever comes to the portal of the town."""
    app = create_app(probes=Probes(database=lambda: True, prefect=lambda: True))
    opened = []

    def guest(handle: str = "", base_url: str = "http://127.0.0.1") -> Guest:
        browser = TestClient(app, base_url=base_url, raise_server_exceptions=False)
        opened.append(browser)
        if not handle:
            return Guest(browser)
        with wiring.unit_of_work() as session:
            person = session.scalars(select(Person).where(Person.handle == handle)).one()
            key = doors.admit(session, person)
        with wiring.unit_of_work() as session:
            form_key = doors.visitor(session, key).form_key
        browser.cookies.set(COOKIE, key)
        return Guest(browser, form_key)

    yield guest
    for browser in opened:
        browser.close()


def starts(town):
    return [f"/tasks/{quote(town[name])}" for name in ("own", "stuck", "court")]


@pytest.fixture(scope="module")
def seen(town, come):
    """What each role sees when it follows every link."""
    tasks = {"hoi-dong.1": starts(town)[2:], "so.quan-tri": []}
    return {handle: crawl(come(handle), ("/work", *tasks.get(handle, starts(town)))) for handle in ROLES}


@pytest.mark.parametrize("handle", ROLES)
def test_no_link_of_a_room_leads_to_a_page_that_fails(seen, handle):
    assert len(seen[handle]) > 10
    failed = {page.path: page.status for page in seen[handle] if page.status != 200}
    assert not failed


@pytest.mark.parametrize("handle", ROLES)
def test_a_page_brings_its_policy_and_nothing_that_the_policy_would_have_to_allow(seen, handle):
    for page in seen[handle]:
        for name, value in HEADERS.items():
            assert page.headers[name.lower()] == value or name == "Content-Security-Policy", page.path
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")
        assert not page.inline, f"{page.path}: {page.inline}"
        for tag, said in page.tags:
            odd = [name for name in said if name == "style" or name.startswith(("on", "hx-on"))]
            assert not odd, f"{page.path}: <{tag}> {odd}"


@pytest.mark.parametrize("handle", ROLES)
def test_a_page_loads_and_sends_nothing_elsewhere(seen, handle):
    ours = ("/", "#", "?", wiring.settings().portal_url, wiring.settings().prefect_url, "webcal:")
    for page in seen[handle]:
        for tag, said in page.tags:
            named = [
                said[name] for name in ("href", "src", "action", "data", "hx-get", "hx-post") if name in said
            ]
            assert all(each.startswith(ours) or not each for each in named), f"{page.path}: <{tag}> {said}"
            assert not any(each.startswith("//") for each in named), f"{page.path}: <{tag}> {said}"


@pytest.mark.parametrize("handle", ROLES)
def test_every_form_that_changes_something_carries_the_visitors_key(seen, handle):
    bare = {
        form.action
        for page in seen[handle]
        for form in page.forms
        if form.method == "post"
        and form.action not in PUBLIC
        and not any(name == "form_key" and value for name, _, value in form.fields)
    }
    assert not bare


def test_no_page_and_no_log_line_shows_a_secret(seen, come, caplog, town):
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(Person)).all()
        hidden = {CANARY, wiring.settings().secret_key.get_secret_value()}
        hidden |= {row.totp_secret for row in rows if row.totp_secret}
        hidden |= {people.authenticator_of(row) for row in rows}
        hidden |= {row.password for row in rows if row.password}
    assert len(hidden) > 10
    for pages in seen.values():
        for page in pages:
            assert not [each for each in hidden if each in page.text], page.path
    with caplog.at_level(logging.DEBUG):
        guest = come()
        guest.browser.post("/enter", data={"handle": "so.giam-doc", "password": CANARY, "code": "424242"})
        come("so.giam-doc").get("/work")
    assert not [each for each in (*hidden, "424242") if each in caplog.text]


def addresses(pages):
    """Every address in the pages, of links and of forms, with its method."""
    found = {("get", link.partition("#")[0]) for page in pages for link in page.links if link.startswith("/")}
    found |= {(form.method, form.action) for page in pages for form in page.forms}
    return {each for each in found if not each[1].startswith("/static/")}


def test_what_one_institute_sees_is_not_there_for_another_whatever_the_address(town, come):
    owner, stranger = come(OTHER), come("chu-tri")
    pages = crawl(owner, ("/work", f"/tasks/{quote(town['secret'])}"), each=3)
    theirs = sorted(each for each in addresses(pages) if quote(town["secret"]) in each[1])
    assert any(method == "post" for method, _ in theirs)
    assert any("/papers/" in path or "/handed-in/" in path for _, path in theirs)
    for method, path in theirs:
        answer = stranger.get(path) if method == "get" else stranger.send(path)
        assert answer.status_code in {403, 404}, f"{method} {path}: {answer.status_code}"
        assert SECRET not in answer.text, path
    for page in crawl(stranger):
        assert SECRET not in page.text, page.path


def test_numbers_in_addresses_open_nothing_that_is_anothers(town, seen, come):
    stranger = come("chu-tri")
    patterns = {
        kind_of(path): path
        for method, path in addresses(seen["so.giam-doc"])
        if method == "get" and re.search(r"\d", path)
    }
    for path in patterns.values():
        for number in (1, 2, 3):
            changed = re.sub(r"(?<=/)\d+(?=/|$)", str(number), path).replace(
                quote(town["own"]), quote(town["secret"])
            )
            answer = stranger.get(changed)
            assert answer.status_code < 500, changed
            assert SECRET not in answer.text, changed


def test_what_is_typed_into_any_form_is_words_and_nothing_else(seen, come):
    tried = 0
    for handle in ("so.chuyen-vien", "so.giam-doc", "chu-tri", "so.quan-tri"):
        guest = come(handle)
        kinds = set()
        for page in seen[handle]:
            for form in page.forms:
                texts = [
                    name for name, kind, _ in form.fields if kind in {"text", "input", "textarea", "search"}
                ]
                # An own account's pages are left alone: their forms end the session.
                if not texts or kind_of(form.action) in kinds or form.action.startswith("/account"):
                    continue
                kinds.add(kind_of(form.action))
                sent = {name: value for name, _, value in form.fields if name != "form_key"}
                sent |= dict.fromkeys(texts, BAIT)
                answer = (
                    guest.get(form.action, params=sent)
                    if form.method == "get"
                    else guest.send(form.action, sent)
                )
                tried += 1
                assert answer.status_code < 500, f"{form.page} → {form.action}"
                assert "bẫy49" not in answer.text, form.action
                assert "<script>alert" not in answer.text, form.action
    assert tried > 10


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd.pdf",
        "..\\..\\boot.pdf",
        "/etc/cron.d/x.pdf",
        "a\0b.pdf",
        "x.pdf\r\nSet-Cookie: a=b",
    ],
)
def test_a_files_name_leads_nowhere(town, come, name):
    host = come("chu-tri")
    before = {path for path in wiring.settings().home.parent.rglob("*") if path.is_file()}
    path = f"/tasks/{quote(town['own'])}/submit/periodic_report"
    answer = host.send(path, files={"file": (name, b"%PDF-1.7 no paper", "application/pdf")})
    assert answer.status_code in {200, 303, 409, 422}
    assert "set-cookie: a=b" not in str(answer.headers).lower()
    outside = {
        each
        for each in wiring.settings().home.parent.rglob("*")
        if each.is_file() and each not in before and wiring.settings().home not in each.parents
    }
    assert not outside


def test_a_form_is_read_up_to_its_bound_and_no_further(come, town):
    guest = come("chu-tri")
    large = guest.send(f"/tasks/{quote(town['own'])}/talk", {"text": "a" * FORM_BYTES})
    assert large.status_code == 413
    assert "Không có gì được ghi" in large.text
    passed = 0

    def endless():
        nonlocal passed
        while True:
            passed += 2**16
            yield b"a" * 2**16

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = come().browser.post("/enter", content=_up_to(endless(), 4 * FORM_BYTES), headers=form)
    assert answer.status_code == 413


def _up_to(chunks, most):
    sent = 0
    for chunk in chunks:
        if sent > most:
            return
        sent += len(chunk)
        yield chunk


def test_every_form_with_files_may_bring_them(seen):
    for pages in seen.values():
        for page in pages:
            for form in page.forms:
                if any(kind == "file" for _, kind, _ in form.fields) and form.action != "/verify":
                    assert WITH_FILES.fullmatch(form.action), form.action


@pytest.mark.parametrize(
    ("door", "path", "tries"),
    [
        ("enter", "/enter", entrance.TRIES),
        ("forgotten", "/forgotten", TRIES),
        ("verify", "/verify", verify.TRIES),
        ("survey", "/survey/key", surveys.TRIES),
    ],
)
def test_one_address_may_not_knock_without_end(come, door, path, tries):
    with wiring.unit_of_work() as session:
        for _ in range(tries):
            doors.knocks(session, f"{door}:testclient", STRETCH)
    file = {"files": {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}} if door == "verify" else {}
    answer = come().browser.post(path, **file)
    assert answer.status_code == 429


def test_the_portal_answers_to_its_own_names_alone(come):
    assert come().get("/enter", headers={"host": "cong-gia.example"}).status_code == 400


def test_behind_https_no_cookie_travels_in_the_clear(come):
    guest = come("so.giam-doc", "https://127.0.0.1")
    answers = [
        guest.browser.post("/language", data={"language": "en", "back": "/work"}, follow_redirects=False),
        guest.send("/leave", follow_redirects=False),
    ]
    cookies = [each for answer in answers for each in answer.headers.get_list("set-cookie")]
    kept = [each for each in cookies if "Max-Age=0" not in each]
    assert len(kept) >= 2
    assert all("Secure" in each and "HttpOnly" in each and "SameSite=lax" in each for each in kept), kept


def test_signing_in_begins_a_session_with_a_key_of_its_own(come):
    with wiring.unit_of_work() as session:
        row = session.scalars(select(Person).where(Person.handle == "so.phap-che")).one()
        row.password = doors.password_hash(PASSWORD)
        code = people.current_code(session, "so.phap-che")
        session.execute(doors.doors.ended_knocks(wiring.now() + 2 * STRETCH))
    guest = come()
    guest.browser.cookies.set(COOKIE, "chosen-by-somebody-else")
    form = {"handle": "so.phap-che", "password": PASSWORD, "code": code}
    answer = guest.browser.post("/enter", data=form, follow_redirects=False)
    assert answer.status_code == 303
    key = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{COOKIE}="))
    assert "chosen-by-somebody-else" not in key
    stranger = come()
    stranger.browser.cookies.set(COOKIE, "chosen-by-somebody-else")
    assert stranger.get("/work", follow_redirects=False).headers["location"].startswith("/enter")


@pytest.mark.parametrize(
    "page", ["//xau.example", "https://xau.example", "/\\xau.example", "/a\r\nb: c", "\t//x"]
)
def test_no_form_sends_the_visitor_to_another_site(come, page):
    guest = come("so.chuyen-vien")
    answer = guest.send("/language", {"language": "vi", "back": page}, follow_redirects=False)
    assert answer.headers["location"] == "/work"
    expired = come().browser.post(
        "/work/seen", headers={"referer": f"https://xau.example{page}"}, follow_redirects=False
    )
    assert expired.headers["location"].startswith("/enter?next=%2Fwork")


def test_the_policy_knows_no_exception_for_what_stands_in_a_page():
    assert "unsafe" not in POLICY
    assert all(part.split()[1:] in (["'self'"], ["'none'"]) for part in POLICY.split("; "))
