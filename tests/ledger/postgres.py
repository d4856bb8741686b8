"""A PostgreSQL server of our own: made of Debian's binaries in a temporary folder, reached by a socket in it."""

import glob
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path


def binaries():
    """The folder of the newest PostgreSQL that is installed, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    named = shutil.which("initdb")
    return Path(found[-1]).parent if found else Path(named).parent if named else None


def _unprivileged(command):
    """The command, as the user postgres where we are root: the server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextmanager
def server(folder):
    """The URL of a server that runs while the block does."""
    # A socket's path may have some hundred characters; those of pytest's folders may be longer.
    with tempfile.TemporaryDirectory(prefix="pg") as home:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        data = f"{home}/data"
        initdb = [f"{folder}/initdb", "-D", data, "-U", "tocsin", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(_unprivileged(initdb), check=True, stdout=subprocess.DEVNULL, cwd=home)
        settings = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={home}", "-c", "max_connections=100"]
        command = _unprivileged([f"{folder}/postgres", "-D", data, *settings, "-c", "fsync=off"])
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home) as process:
            try:
                _wait(f"{folder}/pg_isready", home)
                yield f"postgresql+psycopg://tocsin@/postgres?host={home}"
            finally:
                stop = [f"{folder}/pg_ctl", "stop", "-D", data, "-m", "immediate"]
                subprocess.run(_unprivileged(stop), check=True, stdout=subprocess.DEVNULL, cwd=home)
                process.wait(timeout=30)


def _wait(ready, home):
    for _ in range(150):
        if subprocess.run([ready, "-q", "-h", home], check=False).returncode == 0:
            return
        time.sleep(0.2)
    raise TimeoutError("the server does not start")
