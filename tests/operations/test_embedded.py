"""Our own PostgreSQL and Valkey: nothing outlives us, nothing blocks the next start, data outlive everything."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from service.embedded import Postgresql, Valkey
from service.embedded.children import CannotStart, is_alive
from service.embedded.postgresql import APP, DATABASE, OWNER
from tests.operations.processes import ROOT, until_gone

KEEPER = """
import sys, time
from pathlib import Path
from service.embedded import Postgresql, Valkey
data = Path(sys.argv[1])
postgresql, valkey = Postgresql(data / "postgresql"), Valkey(data / "valkey")
postgresql.start(); valkey.start()
print(postgresql.pid, valkey.pid, flush=True)
time.sleep(600)
"""


def connect(server: Postgresql, role: str = OWNER) -> psycopg.Connection:
    return psycopg.connect(host=str(server.sockets), user=role, dbname=DATABASE, autocommit=True)


@pytest.fixture
def server(tmp_path):
    made = Postgresql(tmp_path / "postgresql")
    yield made
    made.stop()


def start_keeper(data: Path) -> tuple[subprocess.Popen[str], int, int]:
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    postmaster, valkey = map(int, keeper.stdout.readline().split())
    return keeper, postmaster, valkey


def test_a_new_cluster_has_the_roles_and_a_second_start_is_quick(server):
    server.start()
    with connect(server, APP) as connection:
        assert connection.execute("select count(*) from pg_roles where rolname ~ '^mellanrummet_'").fetchone() == (4,)
        assert connection.execute("select lower('ÅÄÖ')").fetchone() == ("åäö",)
    server.stop()
    begun = time.monotonic()
    server.start()
    assert time.monotonic() - begun < 3


def test_nobody_else_can_reach_the_socket(server):
    server.start()
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    with connect(server) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_second_start_on_the_same_data_is_refused_with_a_sentence(server, tmp_path):
    server.start()
    with pytest.raises(CannotStart, match="already runs"):
        Postgresql(tmp_path / "postgresql").start()
    with connect(server) as connection:
        connection.execute("select 1")


def test_a_half_made_cluster_is_made_anew(server, tmp_path):
    half = tmp_path / "postgresql.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    server.start()
    with connect(server) as connection:
        connection.execute("select 1")
    assert not half.exists()


def test_an_unreadable_pid_file_does_not_block_the_start(server):
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text("")
    (server.data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{server.data}\n"
    )  # a number that is somebody else's now
    server.start()
    with connect(server) as connection:
        connection.execute("select 1")


def test_kill_9_of_the_parent_leaves_nothing_and_the_next_start_finds_the_data(server, tmp_path):
    keeper, postmaster, valkey = start_keeper(tmp_path)
    try:
        with connect(server) as connection:
            connection.execute("create table kept (words text)")
            connection.execute("insert into kept values ('åäö')")
    finally:
        keeper.kill()
        keeper.wait()
    server.start()  # at once: it waits for the old one by itself
    assert not is_alive(postmaster, "postgresql")
    patience = time.monotonic() + 20  # nobody waited for the queue: it ends in its own time
    while is_alive(valkey, "valkey") and time.monotonic() < patience:
        time.sleep(0.05)
    assert not is_alive(valkey, "valkey")
    with connect(server) as connection:
        assert connection.execute("select words from kept").fetchone() == ("åäö",)


def test_kill_9_of_the_postmaster_is_mended(server):
    server.start()
    with connect(server) as connection:
        connection.execute("create table kept (words text)")
    os.kill(server.pid, signal.SIGKILL)
    while server.is_running():
        time.sleep(0.01)
    server.restart()
    with connect(server) as connection:
        connection.execute("select * from kept")


def test_kill_9_of_both_at_once_is_mended(server, tmp_path):
    keeper, postmaster, _ = start_keeper(tmp_path)
    os.kill(postmaster, signal.SIGKILL)
    keeper.kill()
    keeper.wait()
    server.start()
    with connect(server) as connection:
        connection.execute("select 1")
    server.stop()
    until_gone(str(tmp_path))


def test_stopping_removes_every_process_and_the_sockets(server, tmp_path):
    valkey = Valkey(tmp_path / "valkey")
    valkey.start()
    server.start()
    server.stop()
    valkey.stop()
    until_gone(str(tmp_path))
    assert not server.sockets.exists()
    assert not valkey.sockets.exists()


def test_without_user_namespaces_root_becomes_nobody():
    """Some containers forbid user namespaces: then the data belong to nobody, and so does the server."""
    if os.geteuid() != 0:
        pytest.skip("only root has to become somebody else")
    script = (
        "import os, sys; from pathlib import Path\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from service.embedded import leash\n"
        "leash._libc.unshare = lambda flags: -1\n"
        "leash.stop_being_root([Path(sys.argv[1])])\n"
        "print(os.getuid(), os.stat(sys.argv[1] + '/file').st_uid)"
    )
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir()
        (data / "file").touch()
        done = subprocess.run([sys.executable, "-c", script, str(data), str(ROOT)], capture_output=True, text=True)
    assert done.stdout.split() == ["65534", "65534"], done.stderr
