"""The verify page: anybody asks whether a file is genuine; nothing is kept, and no file brings it down."""

import asyncio
import re
import threading
from datetime import UTC, datetime

import httpx
import pytest

from actions import papers
from actions.verification import Checked, Said, Verdict
from documents.signing import Certificate, Fault, Inspected, Inspection, Level
from models.errors import Unavailable
from portal.rooms import verify
from portal.web import create_app

FORM = "multipart/form-data; boundary=gioi-han"
SHA256 = "ab" * 32
CERTIFICATE = Certificate("Giám đốc <Sở>", "Sở (mẫu)", "TEST CA", "1f", "0" * 64, is_test=True)


def signature(*faults):
    at = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
    return Inspected(
        "ChuKy1", CERTIFICATE, at, at, Level.TIMED, 2, covers_file=True, trusted=not faults, faults=faults
    )


def found(verdict, *faults, on_record=True):
    record = papers.Verified(SHA256, on_record, (), "Tệp trùng khớp.")
    file = Inspection((signature(*faults),), (), 2, ())
    return Checked(verdict, (Said("Tệp trùng khớp.", "The file matches."),), record, file)


def body(data, name="file"):
    head = f'--gioi-han\r\nContent-Disposition: form-data; name="{name}"; filename="a.pdf"\r\n\r\n'
    return head.encode() + data + b"\r\n--gioi-han--\r\n"


def asked(method="POST", content=b"", check=lambda _: found(Verdict.CURRENT), **headers):
    app = create_app(check=check, refuse=lambda _: False)

    async def ask():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            named = {"content-type": FORM} | {key.replace("_", "-"): each for key, each in headers.items()}
            return await client.request(method, "/verify", content=content, headers=named)

    return asyncio.run(ask())


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_form_is_open_to_all_and_speaks_vietnamese_first():
    answer = asked("GET")
    assert answer.status_code == 200
    assert words(answer).index("Kiểm tra văn bản") < words(answer).index("Verify a paper")
    assert 'enctype="multipart/form-data"' in answer.text
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_the_very_bytes_are_checked_and_the_answer_names_who_signed():
    seen = []

    def check(data):
        seen.append(data)
        return found(Verdict.CURRENT)

    data = b"%PDF-1.7\r\n\r\n--gioi\x00\xff\r\n%%EOF\n"
    answer = asked(content=body(data), check=check)
    assert seen == [data]
    assert "Đúng văn bản đang lưu" in answer.text
    assert "Giám đốc &lt;Sở&gt;" in answer.text
    assert "22/11/2026 10:04:05 +07:00" in words(answer)
    assert "TEST: không có giá trị pháp lý" in words(answer)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_has_its_word_and_what_was_altered_is_not_called_good(verdict):
    answer = asked(content=body(b"%PDF-"), check=lambda _: found(verdict, Fault.ALTERED))
    assert answer.status_code == 200
    assert ("state good" in answer.text) is verdict.good
    assert Fault.ALTERED.vi in answer.text


def test_what_is_no_file_or_too_large_or_from_elsewhere_is_refused_in_a_sentence(monkeypatch):
    def never(_data):
        pytest.fail("nothing of this is looked at")

    monkeypatch.setattr(verify, "LARGEST_MB", 1)
    large = body(b"0" * (1024 * 1024 + 1))
    for content, headers, status, said in (
        (b"", {}, 400, "Chưa chọn tệp"),
        (body(b""), {}, 400, "Chưa chọn tệp"),
        (body(b"x", name="other"), {}, 400, "Chưa chọn tệp"),
        (b"\x00\xff", {"content_type": "text/plain"}, 400, "Chưa chọn tệp"),
        (large, {}, 413, "lớn hơn"),
        (b"0" * (2 * 1024 * 1024), {}, 413, "lớn hơn"),
        (body(b"x"), {"sec_fetch_site": "cross-site"}, 403, "trang khác"),
    ):
        answer = asked(content=content, check=never, **headers)
        assert (answer.status_code, said in answer.text) == (status, True)


def test_a_service_that_is_away_is_told_and_not_hidden():
    def away(_data):
        raise Unavailable("Cơ sở dữ liệu không trả lời.")

    answer = asked(content=body(b"x"), check=away)
    assert answer.status_code == 503
    assert "Cơ sở dữ liệu không trả lời." in answer.text


def test_only_a_few_files_are_looked_at_in_one_moment():
    done, busy = threading.Event(), threading.Barrier(verify.AT_ONCE + 1)

    def slow(_data):
        busy.wait(10)
        done.wait(10)
        return found(Verdict.CURRENT)

    app = create_app(check=slow, refuse=lambda _: False)

    async def ask():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:

            def send():
                return client.post("/verify", content=body(b"x"), headers={"content-type": FORM})

            slow_ones = [asyncio.create_task(send()) for _ in range(verify.AT_ONCE)]
            await asyncio.to_thread(busy.wait, 10)
            refused = await send()
            done.set()
            return refused, [await each for each in slow_ones]

    refused, answered = asyncio.run(ask())
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "5"
    assert [each.status_code for each in answered] == [200] * verify.AT_ONCE
