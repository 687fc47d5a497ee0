"""The filter of system calls, worked out by a machine of our own."""

import struct

import pytest

from grader.sandbox import seccomp

pytestmark = pytest.mark.fast


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_a_program_whose_jumps_stay_inside(machine):
    program = seccomp.build(machine)
    instructions = [struct.unpack("<HBBI", program[i : i + 8]) for i in range(0, len(program), 8)]
    assert len(program) % 8 == 0 and len(instructions) < 4096 and instructions[-1][0] == 0x06
    for place, (code, then, otherwise, _) in enumerate(instructions):
        if code & 7 == 5:
            assert place + 1 + max(then, otherwise) < len(instructions)


@pytest.mark.parametrize(("machine", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_the_filter_decides_as_its_table_says(machine, column):
    program = seccomp.build(machine)
    allowed = {numbers[column] for numbers in seccomp.ALLOWED.values()} - {None}
    for number in range(600):
        verdict = judged(program, seccomp.AUDIT_ARCH[machine], number)
        assert (verdict == 0x7FFF0000) == (
            number in allowed or number == seccomp.PRLIMIT[column] or harmless(number, column)
        )
    assert judged(program, 0x40000003, 1) == 0x80000000, "another architecture's numbers mean other calls"
    clone, openat = seccomp.CLONE[column], seccomp.OPENAT[column]
    arch = seccomp.AUDIT_ARCH[machine]
    assert judged(program, arch, clone, 0x3D0F00) == 0x7FFF0000 != judged(program, arch, clone, 17)
    assert judged(program, arch, openat, 0, 0, 0o2000000) == 0x7FFF0000 != judged(program, arch, openat, 0, 0, 0o100)
    assert judged(program, arch, seccomp.PRLIMIT[column], 0, 0, 1 << 32) != 0x7FFF0000


def harmless(number, column):
    """Calls that are allowed when every argument is 0: fcntl's F_DUPFD, and opening to read."""
    return number in {seccomp.FCNTL[column], seccomp.OPEN[column], seccomp.OPENAT[column]}


def judged(program, arch, number, *arguments):
    """What a filter answers for one system call: a small BPF machine."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    place = held = 0
    while True:
        code, then, otherwise, value = struct.unpack_from("<HBBI", program, place)
        place += 8
        if code == 0x06:
            return value & 0xFFFF0000
        if code == 0x20:
            held = struct.unpack_from("<I", data, value)[0]
        else:
            place += 8 * (then if (held == value if code == 0x15 else held & value) else otherwise)
