"""Keeps a PostgreSQL server of the tests' own for as long as the test run lives.

    python tests/postgres_keeper.py FOLDER PORT PID

It is a process of its own, because nobody else can be relied on to stop the server: of the
workers that share it each may end first, and a test run may be killed. It watches the run's
process, and when that is gone, or when it is told to, it stops the server and removes FOLDER.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

USER = "certtrack"
PASSWORD = "s3cret/of@the:tests"
UNPRIVILEGED = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "lc_messages": "C",
    # Half the time of a test is the making of its database; this server need not outlive it.
    "full_page_writes": "off",
    "autovacuum": "off",
}


def binaries() -> Path | None:
    """The folder of the newest server that is installed; Debian has it in no PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda one: _number(one.parts[-3])
    )
    on_path = shutil.which("postgres")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _number(name: str) -> int:
    return int(name) if name.isdecimal() else 0


def as_nobody() -> dict[str, object]:
    """PostgreSQL refuses to run as root: then as a user who may do less."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("there is no unprivileged user to run PostgreSQL as")


def main(folder: Path, port: int, run: int) -> None:
    """Start the server, say so, and stay until the run is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    initialised(folder)
    server = started(folder, port)
    try:
        while not told and server.poll() is None and _lives(run):
            time.sleep(0.2)
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)


def initialised(folder: Path) -> None:
    """Make the files of a server that holds nothing yet."""
    rights = as_nobody()
    if rights:
        os.chown(folder, rights["user"], rights["group"])
    data, password = folder / "data", folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    tools = binaries()
    assert tools is not None
    done = subprocess.run(
        [
            tools / "initdb",
            *("--pgdata", data, "--username", USER, "--pwfile", password),
            *("--auth-local", "trust", "--auth-host", "scram-sha-256"),
            *("--encoding", "UTF8", "--no-locale", "--no-sync"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **rights,
    )
    if done.returncode:
        raise SystemExit(f"initdb: {done.stderr}")


def started(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server whose files are in a folder."""
    tools = binaries()
    assert tools is not None
    said = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    settings = {**SETTINGS, "port": port, "unix_socket_directories": folder}
    server = subprocess.Popen(
        [
            tools / "postgres",
            *("-D", folder / "data"),
            *(f"--{key}={value}" for key, value in settings.items()),
        ],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
        **as_nobody(),
    )
    os.close(said)
    return server


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
