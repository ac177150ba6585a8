"""Two assistants and two action servers on loopback behind the site's own proxy, on PostgreSQL and Redis."""

from __future__ import annotations

import datetime
import ipaddress
import os
import re
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from setup import services
from setup.services import Service
from setup.terminal import PROJECT
from tests.guide import Guide, free_port, running_guide

CONFIGURATION = PROJECT / "deploy" / "proxy" / "haproxy.cfg"
START_SECONDS = 30.0
# For programs of this machine: what the site's own proxy lets nobody through to.
_PROGRAMS = """
listen programs
    bind "${PROXY_PROGRAMS}"
    balance roundrobin
    retry-on conn-failure empty-response 503
    option httpchk
    http-check send meth GET uri /ready
    http-check expect status 200
    default-server check inter 1s fall 2 rise 1
"""


@dataclass(frozen=True)
class Site:
    """What runs: both servers, where the proxy answers visitors and programs, and the certificate to trust."""

    guides: tuple[Guide, Guide]
    public: str
    programs: str
    certificate: Path
    database: Service
    redis: Service


def haproxy() -> str:
    """Returns the path of HAProxy; on Debian, as root, it is installed if there is none."""
    if found := shutil.which("haproxy", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "haproxy"], check=True, stdout=subprocess.DEVNULL)
        return "/usr/sbin/haproxy"
    pytest.fail("No HAProxy for the trial of two servers. Install it: sudo apt-get install haproxy")


@contextmanager
def running_site(folder: Path, model: Path) -> Iterator[Site]:
    """Starts everything and stops it."""
    with ExitStack() as stack:
        database, redis = stack.enter_context(services.postgresql()), stack.enter_context(services.redis())
        ports = {name: free_port() for name in ("HTTP", "HTTPS", "ACTIONS_PORT", "PROGRAMS")}
        settings = {
            "GUIDE_DATABASE": database.url,
            "GUIDE_LOCKS": redis.url,
            "GUIDE_WEBCHAT_SECRET": secrets.token_hex(32),
            "GUIDE_WEBCHAT_ORIGINS": "https://www.example.edu",
            "GUIDE_WEBCHAT_ADDRESS_RATE": "100000",
            "GUIDE_ACTIONS_URL": f"http://127.0.0.1:{ports['ACTIONS_PORT']}/webhook",
        }
        first, second = _both(stack, folder, model, settings)
        certificate = _certificate(folder)
        addresses = {
            "ASSISTANTS": [_address(guide.base) for guide in (first, second)],
            "ACTIONS": [_address(guide.actions) for guide in (first, second)],
            "CONSOLE": [f"127.0.0.1:{free_port()}"],
        }
        stack.enter_context(_proxy(folder, certificate, ports, addresses))
        public, programs = (f"{kind}://127.0.0.1:{ports[n]}" for kind, n in (("https", "HTTPS"), ("http", "PROGRAMS")))
        yield Site((first, second), public, programs, certificate, database, redis)


def _both(stack: ExitStack, folder: Path, model: Path, settings: Mapping[str, str]) -> list[Guide]:
    """Starts both at once, as two machines do."""

    def start(name: str) -> Guide:
        (folder / name).mkdir()
        return stack.enter_context(running_guide(folder / name, model, settings=settings))

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(start, ("one", "two")))


@contextmanager
def _proxy(
    folder: Path, certificate: Path, ports: Mapping[str, int], addresses: Mapping[str, list[str]]
) -> Iterator[None]:
    """Runs HAProxy on the site's own configuration, with the addresses of servers in the places of their names."""
    lines = CONFIGURATION.read_text() + _PROGRAMS + '    server-template program 8 "${PROXY_ASSISTANTS}" resolvers\n'

    def servers(line: re.Match[str]) -> str:
        return "\n".join(f"    server {line[1]}{n} {address}" for n, address in enumerate(addresses[line[2]]))

    lines = re.sub(r' +server-template (\w+) \d+ "\$\{PROXY_(\w+)\}" .*', servers, lines)
    (folder / "haproxy.cfg").write_text(lines)
    variables = {f"PROXY_{name}": f"127.0.0.1:{port}" for name, port in ports.items()}
    variables |= {"PROXY_CERTIFICATE": str(certificate), "PROXY_CONSOLE_HOST": "console.example.edu"}
    with (folder / "haproxy.log").open("wb") as log:
        process = subprocess.Popen(
            [haproxy(), "-f", str(folder / "haproxy.cfg")], env=os.environ | variables, stdout=log, stderr=log
        )
    try:
        _wait(process, variables["PROXY_HTTPS"], folder / "haproxy.log")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    host, _, port = address.partition(":")
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def _address(base: str) -> str:
    return base.removeprefix("http://")


def _certificate(folder: Path) -> Path:
    """Makes a certificate for this machine, with its key behind it as HAProxy reads them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    file = folder / "site.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file
