"""Keys on a token, timestamps and proofs of revocation from servers: real ones, on loopback."""

import asyncio
import contextlib
import os
import random
import shutil
import subprocess
import threading
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pkcs11
import pytest
from asn1crypto.tsp import TimeStampReq
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from cryptography.x509 import ocsp
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
    """A timestamp authority at /tsa; of the development CA the revocation list and the responder."""

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
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/ocsp":
            self._answer(_status(self.server.desk, body), "application/ocsp-response")
            return
        asked = TimeStampReq.load(body)
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


def _status(desk, body):
    """What the responder says of one certificate, by the list of revoked ones (RFC 6960)."""
    asked = ocsp.load_der_ocsp_request(body)
    bundle = (desk.folder / development.STATUS).read_bytes()
    key, own, (root,) = load_key_and_certificates(bundle, development.PASSPHRASE.encode())
    revoked = x509.load_pem_x509_crl((desk.folder / development.REVOCATIONS).read_bytes())
    entry = revoked.get_revoked_certificate_by_serial_number(asked.serial_number)
    moment = now().astimezone(UTC)
    answer = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=asked.issuer_name_hash,
        issuer_key_hash=asked.issuer_key_hash,
        serial_number=asked.serial_number,
        algorithm=asked.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.GOOD if entry is None else ocsp.OCSPCertStatus.REVOKED,
        this_update=moment - timedelta(minutes=5),
        next_update=moment + timedelta(days=1),
        revocation_time=None if entry is None else entry.revocation_date_utc,
        revocation_reason=None,
    )
    answer = answer.responder_id(ocsp.OCSPResponderEncoding.HASH, own).certificates([own])
    with contextlib.suppress(x509.ExtensionNotFound):
        nonce = asked.extensions.get_extension_for_class(x509.OCSPNonce).value
        answer = answer.add_extension(nonce, critical=False)
    assert root.subject == own.issuer
    return answer.sign(key, SHA256()).public_bytes(Encoding.DER)


def served(folder, **at):
    """The services, with a desk whose certificates point at them."""
    enable_socket()
    server = Services()
    server.desk = Desk(folder / "ca", **{name: f"{server.url}{path}" for name, path in at.items()})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def services(tmp_path):
    """Services whose certificates say where the list of revoked ones is."""
    yield from served(tmp_path, revocations_at="/ca.crl")


@pytest.fixture
def telling(tmp_path):
    """Services whose certificates say where each can be asked about (OCSP), and nothing of a list."""
    yield from served(tmp_path, status_at="/ocsp")


def lasting(server):
    """What a signature takes along that shall last."""
    roots = Trust(server.desk.trust.roots)
    return {"tsa_url": f"{server.url}/tsa", "revocation": True, "trust": roots}


def test_a_responder_is_asked_for_each_certificate_and_its_answers_go_along(telling):
    desk = telling.desk
    data = desk.sign(desk.prepared, 0, "state", certify=True, **lasting(telling))
    assert {"/tsa", "/ocsp"} <= set(telling.asked)
    assert "/ca.crl" not in telling.asked
    telling.asked.clear()
    (one,) = signing.inspect(data, Trust(desk.trust.roots)).signatures
    assert (one.faults, one.level) == ((), Level.LONG)
    assert telling.asked == []
    with pytest.raises(BadInput, match="không dùng được để ký có bằng chứng lâu dài"):
        desk.sign(data, 1, "revoked", **lasting(telling))


@pytest.mark.parametrize("how", ["services", "telling"])
def test_archive_timestamps_lengthen_the_life_of_signatures_and_leave_each_as_it_was(how, request):
    server = request.getfixturevalue(how)
    desk, more = server.desk, lasting(server)
    prepared = signing.prepare(desk.paper.data, desk.places[:1])
    signed = desk.sign(prepared, 0, "state", certify=True, **more)
    proofs = Proofs(more["trust"], tsa_url=more["tsa_url"], revocation=True)
    once = signing.stamp(signed, proofs)
    twice = signing.stamp(once, proofs)
    assert once.startswith(signed)
    assert twice.startswith(once)
    server.asked.clear()
    for data, stamps in ((signed, 0), (once, 1), (twice, 2)):
        found = signing.inspect(data, more["trust"])
        assert found.sound, (stamps, found)
        assert len(found.stamps) == stamps
        assert {each.level for each in found.signatures} == {Level.ARCHIVED if stamps else Level.LONG}
        assert all(each.sound and each.until > each.at for each in found.stamps)
        assert [each.covers_file for each in found.stamps] == [False, True][2 - stamps :]
    assert server.asked == []
    assert not signing.inspect(twice, Trust()).sound


def test_one_byte_changed_in_or_between_archive_timestamps_is_found(telling):
    desk, more = telling.desk, lasting(telling)
    proofs = Proofs(more["trust"], tsa_url=more["tsa_url"], revocation=True)
    signed = desk.sign(signing.prepare(desk.paper.data, desk.places[:1]), 0, "state", **more)
    twice = signing.stamp(signing.stamp(signed, proofs), proofs)
    dice = random.Random(2026)  # noqa: S311 - a sample, not a secret
    spots = {*dice.sample(range(len(signed), len(twice)), 8), len(signed) + 1, len(twice) - 1}
    missed = []
    for offset in sorted(spots):
        changed = bytearray(twice)
        changed[offset] ^= 1 << dice.randrange(8)
        if signing.inspect(bytes(changed), more["trust"]).sound:
            missed.append(offset)
    assert missed == []


def test_without_an_authority_nothing_is_stamped(services):
    with pytest.raises(BadInput, match="TRIPLEHELIX_SIGNING_TSA_URL"):
        signing.stamp(services.desk.prepared, Proofs())


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
        with pkcs11.lib(driver).get_token(token_label="ky-so").open(rw=True, user_pin=PIN) as session:
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
