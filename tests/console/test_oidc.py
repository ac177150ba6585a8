"""Login by an OpenID provider: a real one over HTTP, signed tokens and all."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import clear_url_caches, include, path

import console.urls

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(ThreadingHTTPServer):
    """Gives out tokens for whoever `claims` says is logged in there."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(body["code_verifier"].encode()).digest()).rstrip(b"=")
        assert challenge.decode() == self.server.asked["code_challenge"]
        now = int(time.time())
        claims = {
            "iss": self.server.base, "sub": "1", "aud": "console", "iat": now, "exp": now + 60,
            "nonce": self.server.asked["nonce"], **self.server.claims,
        }  # fmt: skip
        token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k"})
        self._send({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def do_GET(self) -> None:
        if self.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._send({"keys": [{**key, "kid": "k", "alg": "RS256", "use": "sig"}]})
        else:
            self._send({"sub": "1", **self.server.claims})

    def _send(self, answer: Any) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider, and a console that knows it."""
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "console.oidc.ProviderBackend"]
    for name, value in {
        "OIDC_RP_CLIENT_ID": "console", "OIDC_RP_CLIENT_SECRET": "secret", "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_OP_AUTHORIZATION_ENDPOINT": f"{server.base}/authorize", "OIDC_OP_TOKEN_ENDPOINT": f"{server.base}/token",
        "OIDC_OP_USER_ENDPOINT": f"{server.base}/user", "OIDC_OP_JWKS_ENDPOINT": f"{server.base}/keys",
        "OIDC_RP_SCOPES": "openid email profile", "OIDC_USE_PKCE": True,
    }.items():  # fmt: skip
        setattr(settings, name, value)
    routes = path("oidc/", include("mozilla_django_oidc.urls"))
    console.urls.urlpatterns.append(routes)
    clear_url_caches()
    yield server
    console.urls.urlpatterns.remove(routes)
    clear_url_caches()
    server.shutdown()
    server.server_close()


def enter(provider: Provider, **claims: Any) -> Client:
    """Goes the way of a browser: to the provider, and back with a code."""
    client = Client()
    away = client.get("/oidc/authenticate/")
    provider.asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(away.url).query))
    provider.claims = claims
    client.get("/oidc/callback/", {"code": "c", "state": provider.asked["state"]})
    return client


@pytest.mark.django_db
def test_who_the_provider_knows_gets_an_account_and_no_role(provider: Provider) -> None:
    client = enter(provider, email="Rita@example.org", email_verified=True)
    user = User.objects.get()
    assert (user.username, user.has_usable_password(), user.groups.count()) == ("rita@example.org", False, 0)
    assert client.get("/account/").status_code == 200
    assert client.get("/").status_code == 403
    enter(provider, email="rita@example.org", email_verified=True)
    assert User.objects.count() == 1
    User.objects.update(is_active=False)
    assert client.get("/account/").status_code == 302, "somebody took the account away"


@pytest.mark.django_db
def test_an_address_that_nobody_has_verified_is_nobody(provider: Provider) -> None:
    User.objects.create_superuser("admin@example.org")
    for claims in ({"email": "admin@example.org"}, {"email": "admin@example.org", "email_verified": False}, {}):
        assert enter(provider, **claims).get("/account/").status_code == 302
    assert settings.GUIDE.oidc == {}
