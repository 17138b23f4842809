"""Runs a program and says what it took."""

import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

TIME = "/usr/bin/time"


@dataclass
class Run:
    """What one run of a program gave and took."""

    status: int
    stdout: bytes
    stderr: bytes
    seconds: float  # wall
    cpu: float  # user and system
    peak: int  # resident bytes at the most

    @property
    def succeeded(self):
        return self.status == 0


class Timeout(Exception):
    pass


def run(command, limit=120.0):
    """Runs `command` to its end; its streams go through files, so that reading them slows nothing down.

    GNU time starts it: a child of this interpreter would be charged with the interpreter's own memory.
    """
    if not os.access(TIME, os.X_OK):
        raise SystemExit(f"{TIME} is missing: install the package `time`")
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile() as account:
        watched = [TIME, "--quiet", "--output", account.name, "--format", "%M", *command]
        start = time.perf_counter()
        process = subprocess.Popen(
            watched, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=quiet(), start_new_session=True)
        # Popen's own wait with a limit looks at the process every 50 ms, which would be added to what is measured.
        ended = []
        watch = threading.Timer(limit, lambda: (ended.append(True), os.killpg(process.pid, signal.SIGKILL)))
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        watch.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if ended:
            raise Timeout(f"{' '.join(command)} took more than {limit:.0f} s and was ended")
        out.seek(0)
        err.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        return Run(process.returncode, out.read(), err.read(), seconds, cpu, int(account.read()) * 1024)


def quiet():
    """The caller's environment without a cluster, so that no program looks for one."""
    result = {**os.environ, "TZ": "UTC"}
    result.pop("KUBECONFIG", None)
    return result


def part(name):
    """A peer from the cache that `make parts` fills."""
    folder = os.environ.get("GROUNDCREW_PARTS") or os.path.expanduser("~/.cache/groundcrew/parts")
    path = os.path.join(folder, name)
    if not os.access(path, os.X_OK):
        raise SystemExit(f"{path} is missing: run `make parts`")
    return path


def ours():
    """The binary that ships."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = os.environ.get("GROUNDCREW") or os.path.join(root, ".build", "release", "groundcrew")
    if not os.access(path, os.X_OK):
        raise SystemExit(f"{path} is missing: run `make release`")
    return path


def megabytes(count):
    return f"{count / 1048576:.0f} MiB"


def table(rows):
    """Lines up columns."""
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())
