"""Installs the locked dependencies into the project's own folder, from nothing but a Python.

`python3 requirements/install.py run|dev`. uv does the work, because it takes seconds where pip takes a minute. It comes
by whatever the machine has: pip of the new environment, pip of this or another Python, uv itself, or, on a bare Debian
(which has neither ensurepip nor pip), straight from the package index that pip is configured with. Every way checks the
hashes of requirements/uv.txt.
"""

import configparser
import contextlib
import hashlib
import html
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOCK = ROOT / "requirements" / "uv.txt"
QUIETLY = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
NO_PIP = "Python here can install nothing: it has neither ensurepip nor pip. Debian: apt install python3-venv"


def make_environment() -> bool:
    """Whether it got a pip of its own."""
    for arguments in ([], ["--without-pip"]):
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", *arguments, VENV], **QUIETLY).returncode == 0:
            return not arguments
    sys.exit(NO_PIP)


def pip_is_told(name: str) -> list[str]:
    """The addresses pip is given by a variable or its files, as `index-url` or `extra-index-url`."""
    home = Path.home()
    folders = [Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip", home / ".pip", Path("/etc")]
    files = [os.environ.get("PIP_CONFIG_FILE", ""), *(str(folder / "pip.conf") for folder in folders)]
    found = [os.environ.get("PIP_" + name.upper().replace("-", "_"), "")]
    for file in files:
        configuration = configparser.RawConfigParser(strict=False)
        with contextlib.suppress(configparser.Error):
            configuration.read(file)
        found.append(configuration.get("global", name, fallback=""))
    return [address for value in found for address in value.split() if not address.startswith("file:")]


def wheel_fits(name: str) -> bool:
    system = platform.libc_ver()[0] == "glibc"
    return (
        name.endswith(".whl")
        and platform.machine() in name
        and ("manylinux" in name) == system
        and (system or "musllinux" in name)
    )


def uv_from_an_index() -> bool:
    """Without pip: read the index's page (PEP 503), take the wheel of this machine, check its hash, unpack the program."""
    lock = LOCK.read_text()
    version, hashes = re.search(r"uv==(\S+)", lock)[1], set(re.findall(r"sha256:(\w{64})", lock))
    for index in pip_is_told("index-url") + pip_is_told("extra-index-url"):
        page_address = index.rstrip("/") + "/uv/"
        try:
            page = urllib.request.urlopen(page_address, timeout=30).read().decode()
        except (OSError, ValueError):
            continue
        for link in map(html.unescape, re.findall(r'href="([^"]+)"', page)):
            name = urllib.parse.unquote(link.partition("#")[0].rpartition("/")[2])
            if not name.startswith(f"uv-{version}-") or not wheel_fits(name):
                continue
            wheel = urllib.request.urlopen(urllib.parse.urljoin(page_address, link), timeout=120).read()
            if hashlib.sha256(wheel).hexdigest() not in hashes:
                continue
            with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
                UV.write_bytes(archive.read(f"uv-{version}.data/scripts/uv"))
            UV.chmod(0o755)
            return True
    return False


def uv_by_pip(pip: list[str]) -> bool:
    arguments = ["install", "-q", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    return subprocess.run([*pip, *arguments, "-r", str(LOCK)], **QUIETLY).returncode == 0 and UV.exists()


def get_uv(has_pip: bool) -> None:
    if has_pip and uv_by_pip([str(PYTHON), "-m", "pip"]):
        return
    if ready := shutil.which("uv"):
        UV.symlink_to(ready)
        return
    for name in (sys.executable, "python3", "python3.13", "python3.12", "python3.11"):
        other = shutil.which(name)
        if other and uv_by_pip([other, "-m", "pip", "--python", str(PYTHON)]):
            return
    if uv_from_an_index():
        return
    sys.exit("The installer could not be fetched. Is the package index reachable?" if has_pip else NO_PIP)


def install(kind: str) -> None:
    surroundings = dict(os.environ)
    for variable, name in (("UV_DEFAULT_INDEX", "index-url"), ("UV_INDEX", "extra-index-url")):
        if told := pip_is_told(name):
            surroundings.setdefault(variable, told[0] if name == "index-url" else " ".join(told))
    lock = ROOT / "requirements" / f"{kind}.txt"
    command = [UV, "pip", "sync", "-q", "--no-config", "--require-hashes", "--python", PYTHON, lock]
    if subprocess.run([str(part) for part in command], env=surroundings).returncode:
        sys.exit(f"Installing {lock.relative_to(ROOT)} failed; what is missing stands above.")


def main(kind: str) -> None:
    if not (3, 11) <= sys.version_info < (3, 14):
        sys.exit(f"This is Python {sysconfig.get_python_version()}; Mellanrummet needs 3.11, 3.12 or 3.13.")
    if not UV.exists():
        has_pip = make_environment()
        get_uv(has_pip)
    install(kind)


if __name__ == "__main__":
    main(sys.argv[1])
