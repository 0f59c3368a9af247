"""What we took from others is what they published, with its licence, and from the version that the lock names."""

import json
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "service" / "static"
VENDOR = STATIC / "vendor"


def changed_files(vendor: Path) -> list[str]:
    origin = json.loads((vendor / "origin.json").read_text())
    here = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()} - {"origin.json"}
    wrong = [name for name in origin if sha256((vendor / name).read_bytes()).hexdigest() != origin[name]["sha256"]]
    return sorted({*wrong, *(here ^ set(origin))})


def test_every_file_is_as_it_was_taken():
    assert changed_files(VENDOR) == []


def test_a_changed_file_would_be_seen(tmp_path):
    for path in VENDOR.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(VENDOR)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes() + (b" " if path.name == "htmx.min.js" else b""))
    (tmp_path / "slipped-in.js").write_text("")
    assert changed_files(tmp_path) == ["htmx/htmx.min.js", "slipped-in.js"]


def test_the_lock_names_the_same_versions_and_hashes_and_no_host():
    lock_text = (STATIC / "package-lock.json").read_text()
    lock = json.loads(lock_text)["packages"]
    for taken in json.loads((VENDOR / "origin.json").read_text()).values():
        locked = lock[f"node_modules/{taken['package']}"]
        assert (locked["version"], locked["integrity"]) == (taken["version"], taken["integrity"])
    assert "http" not in lock_text.replace("https://github.com/sponsors", "")


def test_every_package_comes_with_its_licence():
    origin = json.loads((VENDOR / "origin.json").read_text())
    with_licence = {taken["package"] for name, taken in origin.items() if "LICENSE" in name}
    assert with_licence == {taken["package"] for taken in origin.values()}
