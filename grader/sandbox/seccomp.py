"""The system calls a submission may make, as a seccomp filter: an allow-list, everything else is refused with EPERM.

Needs no helper binary and no rights beyond `no_new_privs`.  Numbers are the kernel's, for x86_64 and aarch64.
Standard library only: the fork server runs this before any submission is near.
"""

import ctypes
import errno
import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__:
    from grader.sandbox import lockdown
else:  # in the worker the siblings are modules of their own: the package stays out of it
    import lockdown

# name: (x86_64, aarch64); None where the architecture has no such call
# fmt: off
ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None),
    "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215),
    "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66), "access": (21, None), "select": (23, None),
    "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233), "dup": (32, 23), "nanosleep": (35, 101),
    "getitimer": (36, 102), "alarm": (37, None), "setitimer": (38, 103), "getpid": (39, 172), "exit": (60, 93),
    "uname": (63, 160), "getcwd": (79, 17), "readlink": (89, None), "gettimeofday": (96, 169), "getrlimit": (97, 163),
    "getrusage": (98, 165), "sysinfo": (99, 179), "times": (100, 153), "getuid": (102, 174), "getgid": (104, 176),
    "geteuid": (107, 175), "getegid": (108, 177), "getppid": (110, 173), "sigaltstack": (131, 132),
    "gettid": (186, 178), "time": (201, None), "futex": (202, 98), "sched_getaffinity": (204, 123),
    "getdents64": (217, 61), "set_tid_address": (218, 96), "restart_syscall": (219, 128), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94), "newfstatat": (262, 79),
    "readlinkat": (267, 78), "faccessat": (269, 48), "pselect6": (270, 72), "ppoll": (271, 73),
    "set_robust_list": (273, 99), "getcpu": (309, 168), "getrandom": (318, 278), "membarrier": (324, 283),
    "statx": (332, 291), "rseq": (334, 293), "faccessat2": (439, 439),
}
# fmt: on
CLONE, CLONE3 = (56, 220), (435, 435)
OPEN, OPENAT = (2, None), (257, 56)
FCNTL, IOCTL, PRLIMIT = (72, 25), (16, 29), (302, 261)

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# What pthread_create asks for, by glibc and by musl; with any other flags clone makes a process or a namespace.
CLONE_OF_A_THREAD = (0x3D0F00, 0x7D0F00)
# Any way of opening a file other than to read it: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE's own bit.
OPEN_TO_CHANGE = 0o3 | 0o100 | 0o1000 | 0o2000 | 0o20000000
FCNTL_HARMLESS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
IOCTL_HARMLESS = (0x5401, 0x5450, 0x5451, 0x541B, 0x5421)  # TCGETS, FIONCLEX, FIOCLEX, FIONREAD, FIONBIO

_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_NUMBER, _ARCH = 0, 4  # offsets in struct seccomp_data


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("<HBBI", code, then, otherwise, value)


def _result(value: int) -> bytes:
    return _instruction(_RETURN, value)


def _argument(index: int, *, high: bool = False) -> bytes:
    return _instruction(_LOAD, 16 + 8 * index + 4 * high)


def _unless_bits(index: int, bits: int) -> list[bytes]:
    return [_argument(index), _instruction(_JUMP_ANY_BIT, bits, 0, 1), _result(_REFUSE | errno.EACCES), _result(_ALLOW)]


def _one_of(index: int, values: tuple[int, ...]) -> list[bytes]:
    tests = [_instruction(_JUMP_EQUAL, v, len(values) - i) for i, v in enumerate(values)]
    return [_argument(index), *tests, _result(_REFUSE | errno.EPERM), _result(_ALLOW)]


def _only_if_null(index: int) -> list[bytes]:
    low, high = _argument(index), _argument(index, high=True)
    refuse = [_result(_REFUSE | errno.EPERM)]
    return [low, _instruction(_JUMP_EQUAL, 0, 0, 3), high, _instruction(_JUMP_EQUAL, 0, 0, 1), _result(_ALLOW), *refuse]


def build(machine: str | None = None) -> bytes:
    """Return the BPF program for `machine` (this one's by default); raise OSError where the table has no column."""
    machine = machine or os.uname().machine
    if machine not in AUDIT_ARCH:
        raise OSError(errno.ENOSYS, f"no seccomp table for {machine}")
    column = 0 if machine == "x86_64" else 1
    program = [
        _instruction(_LOAD, _ARCH),
        _instruction(_JUMP_EQUAL, AUDIT_ARCH[machine], 1),
        _result(_KILL),
        _instruction(_LOAD, _NUMBER),
    ]
    guarded: list[tuple[tuple[int | None, int | None], list[bytes]]] = [
        (CLONE, _one_of(0, CLONE_OF_A_THREAD)),
        (CLONE3, [_result(_REFUSE | errno.ENOSYS)]),  # libc then falls back to clone, whose flags can be read
        (OPENAT, _unless_bits(2, OPEN_TO_CHANGE)),
        (OPEN, _unless_bits(1, OPEN_TO_CHANGE)),
        (FCNTL, _one_of(1, FCNTL_HARMLESS)),  # not F_SETOWN: signals would reach the fork server
        (IOCTL, _one_of(1, IOCTL_HARMLESS)),
        (PRLIMIT, _only_if_null(2)),  # limits can be read, not set
    ]
    for numbers, body in guarded:
        number = numbers[column]
        if number is not None:
            program += [_instruction(_JUMP_EQUAL, number, 0, len(body)), *body]
    for columns in ALLOWED.values():
        number = columns[column]
        if number is not None:
            program += [_instruction(_JUMP_EQUAL, number, 0, 1), _result(_ALLOW)]
    program.append(_result(_REFUSE | errno.EPERM))
    return b"".join(program)


class Filter:
    """A program in memory, built once by the fork server and applied in each child by one system call."""

    def __init__(self, program: bytes) -> None:
        self._code = ctypes.create_string_buffer(program, len(program))
        header = struct.pack("<HxxxxxxQ", len(program) // 8, ctypes.addressof(self._code))
        self._header = ctypes.create_string_buffer(header, len(header))

    def apply(self) -> None:
        """Lock this process for good; raise OSError where the kernel refuses."""
        lockdown.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(self._header))
