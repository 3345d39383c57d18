"""A bare root with musl in place of glibc: busybox and a CPython, made from Debian's sources.

No system's own root can be had from a package registry; Debian has musl, its compiler wrapper, and
the source of all that CPython needs.
"""

import shutil
import subprocess
from pathlib import Path

from tests.deployment.bare import bare_debian
from tests.deployment.containerfile import Stage, lend, run_step

_MUSL = "/usr/include/x86_64-linux-musl"
_BUILT = "/opt/musl"  # the libraries; CPython links them statically
_PACKAGES = "bzip2 gcc make musl-tools tcl perl pkg-config xz-utils busybox-static linux-libc-dev"
_SOURCES = "zlib libffi openssl sqlite3 python3.11"
# CPython takes the folder that gcc names for its own, where glibc's headers lie.
_COMPILER = """#!/bin/sh
case "$1" in *-print-multiarch) echo x86_64-linux-musl; exit ;; esac
exec musl-gcc "$@"
"""
_LIBRARIES = (
    f"cd zlib-* && ./configure --static --prefix={_BUILT} && make -j2 install",
    "cd libffi-* && ./configure --build=x86_64-linux-musl --disable-shared --disable-docs"
    f" --prefix={_BUILT} --libdir={_BUILT}/lib && make -j2 install",
    "cd sqlite3-* && ./configure --build=x86_64-linux-musl --disable-tcl --disable-shared"
    " --disable-readline && make sqlite3.c && make libsqlite3.la"
    f" && cp .libs/libsqlite3.a {_BUILT}/lib && cp sqlite3.h {_BUILT}/include",
    "cd openssl-* && ./Configure linux-x86_64 no-shared no-tests no-engine no-afalgeng no-legacy"
    f" --prefix={_BUILT} --libdir=lib --openssldir=/etc/ssl && make -j2 build_libs"
    " && make install_dev",
)
_PYTHON = (
    "cd Python-3* && ./configure --build=x86_64-linux-musl --prefix=/usr --disable-test-modules"
    f" --with-ensurepip=no --with-openssl={_BUILT} --enable-loadable-sqlite-extensions"
    f" CFLAGS='-O2 {{flags}}' CPPFLAGS=-I{_BUILT}/include LDFLAGS=-L{_BUILT}/lib"
    f" LIBFFI_INCLUDEDIR={_BUILT}/include"
    " && make -j2 && make install DESTDIR=/out && rm -f /out/usr/lib/python3*/lib-dynload/*_failed*"
)
_FOLDERS = "bin dev etc lib proc root sbin tmp usr/bin usr/sbin"
# What Alpine's Python and the official images are built with; without it threads have 128 kB.
ALPINE_FLAGS = "-DTHREAD_STACK_SIZE=0x100000"


def bare_musl(folder: Path, *, flags: str = ALPINE_FLAGS) -> Path:
    """Make a root with musl, busybox, Python and pipx, and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    builder = _builder(folder / "builder")
    _compile(builder, flags)
    root = folder / "root"
    shutil.move(builder.folder / "out", root)
    _complete(root, builder.folder)
    return root


def _builder(folder: Path) -> Stage:
    """Return a bare Debian with musl's compiler and the sources."""
    stage = Stage(bare_debian(folder))
    lend(stage.folder)
    stage.environment["PATH"] = f"/usr/local/bin:{stage.environment['PATH']}"
    listed = folder / "etc" / "apt" / "sources.list"
    sources = listed.read_text().replace("deb ", "deb-src ")
    (listed.parent / "sources.list.d" / "source.list").write_text(sources)
    run_step(stage, "apt-get update")
    run_step(stage, f"apt-get install --yes --no-install-recommends {_PACKAGES}")
    stage.workdir = "/src"
    (folder / "src").mkdir()
    run_step(stage, f"apt-get source --download-only {_SOURCES}")
    # Not Debian's patches: they move what pip installs.
    run_step(stage, "for each in *.orig.tar.*[!c]; do tar xf $each || exit; done")
    compiler = folder / "usr" / "local" / "bin" / "musl-cc"
    compiler.write_text(_COMPILER)
    compiler.chmod(0o755)
    _fetch_loader(stage, listed)
    run_step(stage, f"ln -s /usr/include/linux /usr/include/asm-generic {_MUSL}")
    run_step(stage, f"ln -s /usr/include/x86_64-linux-gnu/asm {_MUSL}")
    return stage


def _fetch_loader(builder: Stage, listed: Path) -> None:
    """Bring the musl of the next Debian, for the root alone.

    Bookworm's 1.2.3 knows no DT_RELR: it crashes where it loads the wheels of bcrypt and others.
    """
    newer = listed.parent / "sources.list.d" / "newer.list"
    newer.write_text(listed.read_text().replace("bookworm", "trixie"))
    run_step(builder, "apt-get update && apt-get download musl/trixie")
    run_step(builder, "dpkg --extract musl_*.deb newer")


def _compile(builder: Stage, flags: str) -> None:
    """Compile the libraries, then CPython into /out."""
    builder.environment["CC"] = "musl-cc"
    for step in _LIBRARIES:
        run_step(builder, f"export CFLAGS='-O2 -fPIC' && {step}")
    builder.environment["PKG_CONFIG_LIBDIR"] = f"{_BUILT}/lib/pkgconfig"
    run_step(builder, _PYTHON.format(flags=flags))


def _complete(root: Path, builder: Path) -> None:
    """Add the loader, busybox and the devices to the root; install pipx there."""
    for each in _FOLDERS.split():
        (root / each).mkdir(parents=True, exist_ok=True)
    library = builder / "src" / "newer" / "usr" / "lib" / "x86_64-linux-musl" / "libc.so"
    shutil.copy(library, root / "lib" / "ld-musl-x86_64.so.1")
    shutil.copy(builder / "bin" / "busybox", root / "bin" / "busybox")
    shutil.rmtree(root / "dev")
    subprocess.run(["cp", "--archive", str(builder / "dev"), str(root / "dev")], check=True)
    (root / "etc" / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    stage = Stage(root)
    lend(root)
    assert stage.run("/bin/busybox", "--install", "-s").returncode == 0
    stage.environment["HOME"] = "/root"
    run_step(stage, "python3 -m ensurepip && python3 -m pip install pipx")
