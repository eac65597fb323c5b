"""A small OpenID Connect provider on this machine, as a municipality has one; it speaks http."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "buurtbrug", "a-secret-of-two"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PERSON: dict[str, Any] = {
    "sub": "f3a9",
    "email": "joost@harderwijk.example",
    "email_verified": True,
    "name": "Joost Bakker",
    "groups": ["buurtbrug-beoordelaars"],
}


@dataclass
class Provider:
    """Whoever comes by is signed in as `person` at once; the rest is what a test makes go wrong."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    token: dict[str, Any] = field(default_factory=dict)
    """Other values in the identity token; None leaves one out."""
    userinfo: dict[str, Any] = field(default_factory=dict)
    """Other values at the userinfo address."""
    key: Any = KEY
    algorithm: str = "RS256"
    broken: set[str] = field(default_factory=set)
    """Addresses that answer 500."""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, path: str, query: dict[str, str], headers: Any) -> tuple[int, Any]:
        """The status and the JSON, or the address to go to, for one request."""
        self.asked.append(path)
        if path in self.broken:
            return 500, {"error": "server_error"}
        if path == "/.well-known/openid-configuration":
            return 200, self._description()
        if path == "/keys":
            public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            return 200, {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/authorize":
            return self._authorize(query)
        if path == "/token":
            return self._token(query)
        if path == "/userinfo" and headers.get("Authorization") == "Bearer access":
            return 200, self.person | self.userinfo
        return 404, {"error": "not_found"}

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _authorize(self, query: dict[str, str]) -> tuple[int, Any]:
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert set(query["scope"].split()) == {"openid", "profile", "email"}
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return 302, f"{query['redirect_uri']}?{back}"

    def _token(self, sent: dict[str, str]) -> tuple[int, Any]:
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or (sent["client_id"], sent["client_secret"]) != (CLIENT, SECRET)
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"]} | self.person | self.token
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode(claims, self.key, self.algorithm, headers={"kid": "one"})
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": signed}


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers while the block lasts."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, encoded: str) -> None:
            query = {name: values[0] for name, values in parse_qs(encoded).items()}
            status, said = provider.answer(urlsplit(self.path).path, query, self.headers)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", said)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"" if status == 302 else json.dumps(said).encode())

        def log_message(self, *words: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
