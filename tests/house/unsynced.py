"""A disk that fails whenever it is asked to have written: from when `refuse` is called, in this process, to its end.

The kernel answers fsync and fdatasync with EIO (a seccomp filter, which needs no rights and reaches every thread).
`python -m tests.house.unsynced FOLDER` serves from SQLite there, and prints what it answers before and after.
"""

import ctypes
import errno
import json
import platform
import struct
import sys
from pathlib import Path

from tests.api.standing import Office
from tests.callers import citizen
from tests.persons import Persons
from tests.service import Service, development

# Of each machine: its number as an architecture, and of the calls seccomp, fsync and fdatasync.
MACHINES = {"x86_64": (0xC000003E, 317, 74, 75), "aarch64": (0xC00000B7, 277, 82, 83)}
LOAD, SAME, ANSWER = 0x20, 0x15, 0x06
ALLOW, FAIL = 0x7FFF0000, 0x00050000 | errno.EIO


def refuse() -> None:
    """No thread of this process, now or later, can have anything written for certain."""
    machine, seccomp, *calls = MACHINES[platform.machine()]
    steps = [
        (LOAD, 0, 0, 4),  # the architecture
        (SAME, 0, 3, machine),
        (LOAD, 0, 0, 0),  # the call
        (SAME, 2, 0, calls[0]),
        (SAME, 1, 0, calls[1]),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, FAIL),
    ]
    filters = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HP", len(steps), ctypes.addressof(filters))
    libc = ctypes.CDLL(None, use_errno=True)
    # Without more rights from now on, which is what the kernel asks of whoever sets a filter; and for every thread.
    if libc.prctl(38, 1, 0, 0, 0) or libc.syscall(seccomp, 1, 1, program):
        raise OSError(ctypes.get_errno(), "the filter is not set")


def main() -> None:
    service = Service("sqlite", development(Path(sys.argv[1])))
    office = Office(service, Persons())
    path, her = office.plan(), citizen(service, office.citizen)

    def asked() -> list[int]:
        answers = [office.create(json.dumps(office.body())), office.caller.get(path), her.get("/citizen/v1/plans")]
        return [answer.status_code for answer in answers]

    before = asked()
    refuse()
    print(json.dumps({"before": before, "after": asked()}), flush=True)
    service.stop()


if __name__ == "__main__":
    main()
