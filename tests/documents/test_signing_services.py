"""Keys on a token, timestamps and proofs of revocation from servers: real ones, on loopback."""

import asyncio
import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pkcs11
import pytest
from asn1crypto.tsp import TimeStampReq
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.x509 import decode_x509_certificate
from pytest_socket import enable_socket

from documents import signing
from documents.signing import Level, Proofs, Trust, development, keys
from models.errors import BadInput, Unavailable
from tests.documents.signed import TITLES, Desk, now

DRIVERS = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN = "1234"


class Services(ThreadingHTTPServer):
    """A timestamp authority at /tsa, and the development CA's revocation list at /ca.crl."""

    desk: Desk

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Services

    def do_GET(self):
        self._answer((self.server.desk.folder / development.REVOCATIONS).read_bytes(), "application/pkix-crl")

    def do_POST(self):
        asked = TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        authority = keys.test_timestamper(
            signing.development_tsa(self.server.desk.folder), development.PASSPHRASE
        )
        given = asyncio.run(authority.async_request_tsa_response(asked))
        self._answer(given.dump(), "application/timestamp-reply")

    def _answer(self, data, media_type):
        self.server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args):
        """Say nothing on stderr."""


@pytest.fixture
def services(tmp_path):
    """The services, with a desk whose certificates point at them."""
    enable_socket()
    server = Services()
    server.desk = Desk(tmp_path / "ca", revocations_at=f"{server.url}/ca.crl")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_a_signature_takes_along_what_proves_it_in_many_years(services):
    desk = services.desk
    data, roots = desk.prepared, Trust(desk.trust.roots)
    for number, party in enumerate(("state", "institute")):
        data = desk.sign(
            data,
            number,
            party,
            certify=number == 0,
            tsa_url=f"{services.url}/tsa",
            revocation=True,
            trust=roots,
        )
    assert {"/tsa", "/ca.crl"} <= set(services.asked)
    services.asked.clear()
    found = desk.look(data)
    assert found.sound
    assert [each.level for each in found.signatures] == [Level.LONG, Level.LONG]
    assert [each.covers_file for each in found.signatures] == [False, True]
    assert all(each.stamped_at for each in found.signatures)
    assert services.asked == [], "nothing is fetched when a file is inspected"


def test_a_revoked_certificate_gets_no_such_signature(services):
    with pytest.raises(BadInput, match="không dùng được để ký có bằng chứng lâu dài"):
        services.desk.sign(
            services.desk.prepared, 0, "revoked", tsa_url=f"{services.url}/tsa", revocation=True
        )


def test_services_that_are_away_are_told_and_nothing_is_signed(services):
    desk, url = services.desk, services.url
    services.shutdown()
    services.server_close()
    with pytest.raises(Unavailable, match="dấu thời gian"):
        desk.sign(desk.prepared, 0, "state", tsa_url=f"{url}/tsa")


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A SoftHSM token with the key of the first party; the URI of that key."""
    driver = next((each for each in DRIVERS if Path(each).exists()), None)
    program = shutil.which("softhsm2-util")
    if driver is None or program is None:
        pytest.skip("SoftHSM2 is not installed (softhsm2)")
    home = tmp_path_factory.mktemp("token")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(home / "softhsm2.conf"))
        subprocess.run(  # noqa: S603 - a program of the system, with our own arguments
            [program, "--init-token", "--free", "--label", "ky-so", "--pin", PIN, "--so-pin", "5678"],
            check=True,
            capture_output=True,
            timeout=30,
            env=dict(os.environ),
        )
        desk = Desk(home / "ca")
        bundle = Path(desk.key("state")).read_bytes()
        key, certificate, _ = load_key_and_certificates(bundle, development.PASSPHRASE.encode())
        plain = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        private = decode_ec_private_key(plain)
        shown = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
        with pkcs11.lib(driver).get_token(token_label="ky-so").open(rw=True, user_pin=PIN) as session:  # noqa: S106 - a label
            named = {pkcs11.Attribute.LABEL: "giam-doc", pkcs11.Attribute.TOKEN: True}
            session.create_object(private | named | {pkcs11.Attribute.SIGN: True})
            session.create_object(shown | named)
        yield desk, f"pkcs11:token=ky-so;object=giam-doc?module-path={driver}"


def test_a_key_that_never_leaves_its_token_signs_like_any_other(token):
    desk, uri = token
    signed = signing.sign(
        desk.prepared, desk.places[0], uri, PIN, moment=now(), proofs=Proofs(desk.trust), certify=True
    )
    signed = desk.sign(signed, 1, "institute")
    found = desk.look(signed)
    assert found.intact
    assert not [fault for each in found.signatures for fault in each.faults]
    assert found.signatures[0].certificate.holder == TITLES[0] == signing.holder(uri, PIN).holder


def test_a_wrong_pin_and_a_missing_key_are_told_in_sentences(token):
    _, uri = token
    for wrong, pin, error, said in (
        (uri, "0000", BadInput, "Mã PIN của thiết bị không đúng"),
        (uri.replace("giam-doc", "khac"), PIN, BadInput, "không có khóa và chứng thư tên «khac»"),
        (uri.replace("ky-so", "khac"), PIN, Unavailable, "Không mở được thiết bị «khac»"),
        ("pkcs11:token=a;object=b?module-path=/none.so", PIN, Unavailable, "Không mở được thiết bị «a»"),
    ):
        with pytest.raises(error, match=said):
            signing.holder(wrong, pin)
