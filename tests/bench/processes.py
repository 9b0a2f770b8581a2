"""Other processes: started, pinned to cores, asked what processor time they have used, and stopped.

Processor time is the kernel's own account in `/proc` (Linux), in ticks of ten milliseconds; nothing is sampled.
"""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import httpx

_TICK = os.sysconf("SC_CLK_TCK")
_ENDS_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None)


class BenchFault(Exception):
    """The bench cannot go on; the message says why."""


def cores() -> tuple[set[int], set[int]]:
    """Cores for what is measured, and for what loads it. One core each; a single core is shared."""
    every = sorted(os.sched_getaffinity(0))
    return {every[0]}, {every[-1]}


def _times(pid: int) -> list[int]:
    """The process's user and system ticks, then those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(field) for field in fields[11:15]]


def seconds_of(pid: int) -> float:
    """Processor seconds of one process, all its threads included."""
    return sum(_times(pid)[:2]) / _TICK


def seconds_of_family(pid: int) -> float:
    """Processor seconds of a process and of its children, those that have ended included."""
    ticks = sum(_times(pid))
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            ticks += sum(_times(int(child)))
        except FileNotFoundError:  # it ended between the two looks, and stands in the parent's account
            continue
    return ticks / _TICK


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """One child process. It ends with `stop`, and with this process in whatever way that ends."""

    def __init__(
        self, command: Sequence[str | Path], log: Path, on: Iterable[int], more: Mapping[str, str], talks: bool = False
    ) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SIP_")}
        self._log = log
        wanted = set(on)

        def prepare() -> None:
            os.sched_setaffinity(0, wanted)
            _libc.prctl(_ENDS_WITH_PARENT, signal.SIGTERM)

        pipe = subprocess.PIPE if talks else subprocess.DEVNULL
        with log.open("ab") as lines:
            # A session of its own: Ctrl-C reaches the bench alone, which then stops the rest in order.
            self.running = subprocess.Popen(
                command,
                env={**environment, **more},
                stdin=pipe,
                stdout=pipe,
                stderr=lines,
                start_new_session=True,
                preexec_fn=prepare,
            )
        self.pid = self.running.pid

    def seconds(self) -> float:
        return seconds_of(self.pid)

    def last_lines(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-5:])

    def wait_until_ready(self, address: str) -> float:
        """Seconds from now until it answers 200 there; `BenchFault` if it ends or takes half a minute."""
        began = time.perf_counter()
        while time.perf_counter() - began < 30:
            if self.running.poll() is not None:
                break
            try:
                if httpx.get(address, trust_env=False, timeout=2).status_code == 200:
                    return time.perf_counter() - began
            except httpx.TransportError:
                pass
            time.sleep(0.02)
        raise BenchFault(f"a server did not become ready:\n{self.last_lines()}")

    def stop(self) -> None:
        if self.running.poll() is None:
            self.running.terminate()
            try:
                self.running.wait(10)
            except subprocess.TimeoutExpired:
                self.running.kill()
        self.running.wait()
        for stream in (self.running.stdin, self.running.stdout):
            if stream is not None:
                stream.close()
