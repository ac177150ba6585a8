"""Hands the user's pip configuration on to uv, which reads none of it by itself."""

from __future__ import annotations

import ast
import os
import subprocess
from typing import Dict

# pip's setting: the variable of uv that means the same.
_TRANSLATIONS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
    "no-index": "UV_NO_INDEX",
}
# uv brings its own list of certificate authorities; pip and the rest of the machine use the system's.
_SYSTEM_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)
# uv separates several values differently from variable to variable.
_SEPARATORS = {"UV_FIND_LINKS": ",", "UV_INDEX": " ", "UV_INSECURE_HOST": " "}


def main_index_only(environ: Dict[str, str]) -> Dict[str, str]:
    """Returns the environment without what this machine adds to the main index: a lock is for all."""
    added = ("UV_INDEX", "UV_FIND_LINKS", "UV_INDEX_STRATEGY")
    return {name: value for name, value in environ.items() if name not in added}


def uv_environment(environ: Dict[str, str], python: str) -> Dict[str, str]:
    """Returns the environment for uv: the given one plus what `pip config list` says and uv was not told.

    Args:
        environ: the process environment; a `UV_…` variable that stands in it wins.
        python: an interpreter with pip; without pip there is no configuration to follow.
    """
    result = dict(environ)
    for setting, value in pip_settings(environ, python).items():
        variable = _TRANSLATIONS.get(setting)
        if variable and variable not in result:
            words = value.split()
            result[variable] = _SEPARATORS.get(variable, " ").join(words)
    bundles = [bundle for bundle in _SYSTEM_CERTIFICATES if os.path.exists(bundle)]
    if bundles:
        result.setdefault("SSL_CERT_FILE", bundles[0])
    if "UV_INDEX" in result:
        # pip looks at all its indexes alike. The lock's hashes decide what may be installed, so this is safe.
        result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    result.setdefault("UV_HTTP_TIMEOUT", "180")
    return result


def pip_settings(environ: Dict[str, str], python: str) -> Dict[str, str]:
    """Returns pip's settings by name; as in pip, the environment wins over the files."""
    try:
        listing = subprocess.run(
            [python, "-m", "pip", "config", "list"],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=60,
            universal_newlines=True,
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    ranked = {}  # type: Dict[str, tuple]
    for line in listing.stdout.splitlines():
        name, _, value = line.partition("=")
        section, _, setting = name.rpartition(".")
        rank = {":env:": 3, "install": 2, "global": 1}.get(section, 0)
        if rank and rank >= ranked.get(setting, (0, ""))[0]:
            ranked[setting] = (rank, _unquoted(value))
    return {setting: value for setting, (_, value) in ranked.items()}


def _unquoted(value: str) -> str:
    try:
        return str(ast.literal_eval(value))
    except (ValueError, SyntaxError):
        return value
