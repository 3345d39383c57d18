"""Real proxies in front of Second Lock and a wiki, with the samples of `deploy/` as they are but
for names, ports and certificates."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import trustme

from tests.live import ROOT
from tests.ports import free_port

DEPLOY = ROOT / "deploy"
DOMAIN = "example.test"
# Paths that are exempted from the check: the obvious way, and as the sample says.
_NGINX_APP = "    location / {\n        include /etc/nginx/second-lock/second-lock-app.conf;\n"
_NGINX_OPEN = """
    location /open/ { proxy_pass http://127.0.0.1:3000; }
"""
_CADDY_APP = "\t# `route` keeps the order"
_CADDY_OPEN = """
	@obvious path_regexp ^/open/
	handle @obvious {
		reverse_proxy 127.0.0.1:3000
	}
"""


def _uncomment(sample: str, first: str, last: str) -> str:
    """Take the comment signs from the lines of a sample, as an operator does for an open path."""
    start = sample.index(first)
    end = sample.index(last, start) + len(last)
    lines = re.sub(r"(?m)^(\s+)# ?", r"\1", sample[start:end])
    return sample[:start] + lines + sample[end:]


@dataclass(frozen=True)
class Certificate:
    """One certificate for every host of the tests, and the authority that browsers trust."""

    chain: Path
    key: Path
    trust: ssl.SSLContext
    authority: bytes

    @classmethod
    def make(cls, folder: Path) -> Self:
        authority = trustme.CA()
        issued = authority.issue_cert(f"*.{DOMAIN}")
        chain, key = folder / "chain.pem", folder / "key.pem"
        chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        key.write_bytes(issued.private_key_pem.bytes())
        trust = ssl.create_default_context()
        authority.configure_trust(trust)
        return cls(chain, key, trust, authority.cert_pem.bytes())


@dataclass
class Proxy:
    """One proxy on one port; hosts are told apart by name."""

    folder: Path
    certificate: Certificate
    port: int
    second_lock: int
    wiki: int
    asks: str = ""

    command: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configure()
        self.log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            self.arguments(),
            cwd=self.folder,
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)},
        )
        for _ in range(400):
            if self._listens():
                return self
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def configure(self) -> None:
        raise NotImplementedError

    def arguments(self) -> list[str]:
        raise NotImplementedError

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _fill(self, text: str, *changes: tuple[str, str]) -> str:
        """Put the tests' values into a sample; a value that is not there would test nothing."""
        for old, new in (
            ("127.0.0.1:8000", f"127.0.0.1:{self.second_lock}"),
            ("127.0.0.1:3000", f"127.0.0.1:{self.wiki}"),
            *changes,
        ):
            text = text.replace(old, new)
        return text


class Nginx(Proxy):
    """nginx with `auth_request`."""

    def configure(self) -> None:
        for name in ("check", "app", "open", "errors"):
            shutil.copy(DEPLOY / "nginx" / f"second-lock-{name}.conf", self.folder)
        maps = (DEPLOY / "nginx" / "second-lock-http.conf").read_text()
        sites = (DEPLOY / "nginx" / "sites.conf").read_text()
        assert sites.count('"factor=2"') == 1
        assert sites.count(_NGINX_APP) == 1
        sites = sites.replace(_NGINX_APP, _NGINX_OPEN + _NGINX_APP)
        sites = _uncomment(sites, "    # location /public/ {", "    # }\n")
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"daemon off; {user} worker_processes 1; pid {self.folder}/pid; error_log stderr;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{self._fill(maps)}"
            + self._fill(
                sites,
                ("https://wiki.example.com", f"https://wiki.{DOMAIN}:{self.port}"),
                ("example.com.pem", "x"),
                ("/etc/ssl/x", str(self.certificate.chain)),
                ("/etc/ssl/example.com.key", str(self.certificate.key)),
                ("/etc/nginx/second-lock", str(self.folder)),
                ("443 ssl", f"127.0.0.1:{self.port} ssl"),
                ("example.com", DOMAIN),
                ('"factor=2"', f'"{self.asks}"'),
            )
            + "}\n"
        )

    def arguments(self) -> list[str]:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        return [program, "-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr"]


class Caddy(Proxy):
    """Caddy with `forward_auth`."""

    def configure(self) -> None:
        sample = (DEPLOY / "caddy" / "Caddyfile").read_text()
        assert sample.count('import second_lock "factor=2"') == 1
        assert sample.count(_CADDY_APP) == 1
        sample = sample.replace(_CADDY_APP, _CADDY_OPEN + _CADDY_APP)
        sample = _uncomment(sample, "\t# @open {", "proxy 127.0.0.1:3000\n\t# }\n")
        served = f"tls {self.certificate.chain} {self.certificate.key}\n\tbind 127.0.0.1\n"
        changes = [
            (f"{name}.example.com {{\n", f"{name}.{DOMAIN}:{self.port} {{\n\t{served}")
            for name in ("login", "wiki")
        ]
        options = "{\n\tauto_https off\n\tadmin off\n}\n"
        filled = self._fill(sample, *changes, ('"factor=2"', f'"{self.asks}"'))
        (self.folder / "Caddyfile").write_text(options + filled)

    def arguments(self) -> list[str]:
        program = shutil.which("caddy") or "/usr/bin/caddy"
        return [program, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]


KINDS: dict[str, type[Proxy]] = {"nginx": Nginx, "caddy": Caddy}

__all__ = ["DOMAIN", "KINDS", "Certificate", "Proxy", "free_port"]
