"""The province's own sign-in (OpenID Connect): authorization code with PKCE, state and nonce.

What is known between the two halves of a sign-in lies with the browser, in a cookie that is signed and short.
The provider's addresses and keys are discovered and kept for some minutes; it is asked with little patience.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError

from actions import wiring
from actions.sign_on import Vouched
from models.errors import BadInput, Refused, Unavailable

MINUTES: Final = 10
"""A sign-in that was begun may take so long."""

_PATIENCE: Final = httpx.Timeout(5.0)
_KNOWN_FOR: Final = 600.0
"""Seconds for which the provider's addresses and keys are taken as known."""
_LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ from ours."""
_SIGNED_WITH: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures that only the provider can make: none that whoever knows our own secret could."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

_AWAY: Final = (
    "Hệ thống đăng nhập của tỉnh không trả lời. Hãy thử lại sau, hoặc đăng nhập bằng mật khẩu và mã một lần."
)
_REFUSED: Final = "Hệ thống đăng nhập của tỉnh không xác nhận lần đăng nhập này. Hãy đăng nhập lại từ đầu."
_OLD: Final = "Lần đăng nhập này đã quá lâu hoặc bắt đầu ở trình duyệt khác. Hãy đăng nhập lại từ đầu."


@dataclass(frozen=True)
class Begun:
    """A sign-in that goes on at the provider: where to send the browser, and what it keeps meanwhile."""

    address: str
    kept: str


@dataclass(frozen=True)
class Returned:
    """Who came back, and to which page of ours."""

    vouched: Vouched
    path: str


def begin(path: str) -> Begun:
    """Begin a sign-in that leads to a page of ours.

    Raises:
        Unavailable: no provider is configured, or it does not answer.
        BadInput: it is configured wrongly.
    """
    provider = _Provider.configured()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": _return_address(),
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    endpoint = provider.endpoint("authorization_endpoint")
    sign = "&" if urlsplit(endpoint).query else "?"
    kept = {"state": state, "nonce": nonce, "verifier": verifier, "path": path, "at": int(time.time())}
    return Begun(f"{endpoint}{sign}{urlencode(asked)}", sealed(kept))


def come_back(kept: str, state: str, code: str) -> Returned:
    """Exchange the code that the browser brought for what the provider says of its holder.

    Raises:
        Refused: the sign-in is not the one that this browser began, or the provider does not confirm it.
        Unavailable: the provider does not answer.
    """
    begun = opened(kept)
    if begun is None or not hmac.compare_digest(begun["state"].encode(), state.encode()):
        raise Refused(_OLD)
    provider = _Provider.configured()
    token = provider.exchange(code, begun["verifier"])
    try:
        claims = provider.parse_id_token(
            token,
            nonce=begun["nonce"],
            claims_options={
                "iss": {"essential": True, "value": provider.endpoint("issuer")},
                "aud": {"essential": True, "value": provider.client_id},
                "nonce": {"essential": True, "value": begun["nonce"]},
            },
            leeway=_LEEWAY,
        )
    except (JoseError, ValueError, KeyError) as problem:
        raise Refused(_REFUSED) from problem
    if not claims or not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise Refused(_REFUSED)
    vouches = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
    return Returned(Vouched(claims["sub"], claims["email"] if vouches else ""), begun["path"])


def forget() -> None:
    """Discover the provider anew at the next sign-in."""
    _Provider.known = None


class _Provider(OpenIDMixin):  # type: ignore[misc]  # Authlib has no types
    """The configured provider, as it was discovered."""

    known: tuple[str, float, _Provider] | None = None

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer, self.client_id, self._secret = issuer, client_id, client_secret
        self._metadata: dict[str, Any] = _ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if str(self._metadata.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
            raise BadInput(
                "Hệ thống đăng nhập của tỉnh tự xưng bằng địa chỉ khác với TRIPLEHELIX_SSO_ISSUER; "
                "hãy kiểm tra cấu hình."
            )
        signed_with = set(self._metadata.get("id_token_signing_alg_values_supported") or ["RS256"])
        self._metadata["id_token_signing_alg_values_supported"] = sorted(signed_with & _SIGNED_WITH)
        self._keys: dict[str, Any] | None = None

    @classmethod
    def configured(cls) -> _Provider:
        """The provider that the settings name, discovered not long ago.

        Raises:
            Unavailable: none is configured, or it does not answer.
            BadInput: its address is no https address, or it calls itself otherwise.
        """
        settings = wiring.settings()
        issuer = settings.sso_issuer
        if not issuer or not settings.sso_client_id:
            raise Unavailable("Cổng này chưa nối với hệ thống đăng nhập của tỉnh.")
        parts = urlsplit(issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise BadInput("TRIPLEHELIX_SSO_ISSUER phải là một địa chỉ https.")
        known = cls.known
        if known is not None and known[0] == issuer and time.monotonic() - known[1] < _KNOWN_FOR:
            return known[2]
        found = cls(issuer, settings.sso_client_id, settings.sso_client_secret.get_secret_value())
        cls.known = (issuer, time.monotonic(), found)
        return found

    def endpoint(self, name: str) -> str:
        """An address that the provider named.

        Raises:
            Unavailable: it names none.
        """
        found = self._metadata.get(name)
        if not isinstance(found, str) or not found:
            raise Unavailable(_AWAY)
        return found

    def exchange(self, code: str, verifier: str) -> dict[str, Any]:
        """The tokens for a code.

        Raises:
            Refused: the provider knows no such code, or not us.
            Unavailable: it does not answer.
        """
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": _return_address(),
            "code_verifier": verifier,
        }
        ways = self._metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = "client_secret_basic" in ways
        if not basic:
            given |= {"client_id": self.client_id, "client_secret": self._secret}
        auth = (
            httpx.BasicAuth(quote(self.client_id, safe=""), quote(self._secret, safe="")) if basic else None
        )
        try:
            answer = httpx.post(self.endpoint("token_endpoint"), data=given, auth=auth, timeout=_PATIENCE)
            if answer.is_client_error:
                raise Refused(_REFUSED)
            token: dict[str, Any] = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as problem:
            raise Unavailable(_AWAY) from problem
        if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
            raise Refused(_REFUSED)
        return token

    def load_server_metadata(self) -> dict[str, Any]:
        """What was discovered, as Authlib asks for it."""
        return self._metadata

    def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - Authlib's signature
        """The provider's keys; asked for anew when a token bears one that is not among them."""
        if self._keys is None or force:
            self._keys = _ask(self.endpoint("jwks_uri"))
        return self._keys


def _ask(address: str) -> dict[str, Any]:
    try:
        found = httpx.get(address, timeout=_PATIENCE).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as problem:
        raise Unavailable(_AWAY) from problem
    if not isinstance(found, dict):
        raise Unavailable(_AWAY)
    return found


def _return_address() -> str:
    return f"{wiring.settings().portal_url.rstrip('/')}/sso/return"


def sealed(kept: dict[str, Any]) -> str:
    """What the browser keeps of a sign-in, signed, in characters that a cookie may hold."""
    body = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode().rstrip("=")
    return f"{body}.{_seal(body)}"


def opened(kept: str) -> dict[str, Any] | None:
    """What the browser kept; None when it is not ours, or too old."""
    body, _, seal = kept.partition(".")
    if not body or not hmac.compare_digest(_seal(body).encode(), seal.encode()):
        return None
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found if time.time() - found["at"] <= MINUTES * 60 else None


def _seal(body: str) -> str:
    secret = wiring.settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, f"sso:{body}".encode(), hashlib.sha256).hexdigest()
