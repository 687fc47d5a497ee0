"""The lockdown of a process before it runs a submission: files (Landlock), limits, privileges.

All through ctypes, without root and without a helper binary; `seccomp.py` has the system calls.  Standard library only.
"""

import contextlib
import ctypes
import errno
import os
import struct
import sys

try:
    import resource
except ImportError:  # Windows has no rlimits; the protection level says so
    resource = None  # type: ignore[assignment]
from collections.abc import Callable

NOBODY = 65534
_libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 1, 4, 24, 38, 47
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR = 4, 8
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # Landlock ABI: how many kinds of access it can handle
_NETWORK_RIGHTS, _SCOPES = 3, 3  # TCP bind and connect (ABI 4); abstract sockets and signals (ABI 6)


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def _syscall(number: int, *arguments: object) -> int:
    if _libc is None or sys.platform != "linux":  # elsewhere the same numbers mean other calls
        raise OSError(errno.ENOSYS, "not on this system")
    _libc.syscall.restype = ctypes.c_long
    return int(_libc.syscall(ctypes.c_long(number), *arguments))


def prctl(operation: int, *arguments: int) -> None:
    """Call prctl(2); raise OSError where the kernel refuses."""
    if _libc is None:
        raise OSError(errno.ENOSYS, "not on this system")
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_libc.prctl(ctypes.c_int(operation), *padded), f"prctl {operation}")


def no_new_privileges() -> None:
    """Forbid this process and its children to gain rights; Landlock and seccomp require it."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def hide_memory() -> None:
    """Hide this process's memory and environment from other processes of the same user in /proc."""
    prctl(_PR_SET_DUMPABLE, 0)


def die_with_parent(parent: int | None = None) -> None:
    """Let the kernel kill this process when its parent ends; raises OSError where `parent` has ended already."""
    prctl(_PR_SET_PDEATHSIG, 9)
    if parent is not None and os.getppid() != parent:
        raise OSError(errno.ESRCH, "the parent is gone")


def landlock_version() -> int:
    """Return the kernel's Landlock ABI, 0 where it has none.  Asked of the kernel: /sys may hide it."""
    try:
        return max(0, _syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1)))
    except OSError:
        return 0


def restrict_files(readable: list[str], listable: list[str]) -> None:
    """Leave this process and its children only reading, beneath `readable`; `listable` folders can be listed.

    Raises OSError where the kernel has no Landlock.
    """
    version = landlock_version()
    if not version:
        raise OSError(errno.ENOSYS, "no Landlock")
    rules = struct.pack("<Q", (1 << _FILE_RIGHTS.get(version, 16)) - 1)
    if version >= 4:
        rules += struct.pack("<Q", _NETWORK_RIGHTS)
    if version >= 6:
        rules += struct.pack("<Q", _SCOPES)
    created = _syscall(_LANDLOCK_CREATE, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0))
    ruleset = _checked(created, "landlock_create_ruleset")
    for path in readable:
        _allow(ruleset, path, _READ_FILE | (_READ_DIR if os.path.isdir(path) else 0))
    for path in listable:
        _allow(ruleset, path, _READ_DIR)
    _checked(_syscall(_LANDLOCK_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)), "landlock_restrict_self")
    os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not there, or not ours to reach: then it needs no rule
        return
    rule = struct.pack("<Qi", access, place)
    added = _syscall(_LANDLOCK_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    os.close(place)
    _checked(added, f"landlock_add_rule {path}")


def limit(cpu_seconds: int, memory: int, base: int, threads: int = 0) -> None:
    """Bound CPU time, memory beyond the `base` of address space in use, files, cores; the child cannot raise them.

    `base` is given because Landlock hides /proc from the process itself.  `threads` bounds the user's processes, which
    only makes sense in a user namespace of one's own.
    """
    if resource is None:
        return
    limits = {
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    if base:  # where it cannot be told (macOS), a limit would be a guess that breaks NumPy
        limits |= {"RLIMIT_AS": base + memory, "RLIMIT_DATA": base + memory}
    if threads:
        limits["RLIMIT_NPROC"] = threads
    for name, value in limits.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        hard = resource.getrlimit(which)[1]
        top = value + (name == "RLIMIT_CPU")  # SIGXCPU first, SIGKILL a second later
        bound = top if hard == resource.RLIM_INFINITY else min(top, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (min(value, bound), bound))


def can_limit(base: int) -> bool:
    """Whether memory and the rest can be bounded on this system."""
    return resource is not None and base > 0


def address_space() -> int:
    """Return the bytes of address space in use, 0 where it cannot be told."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def threads() -> int:
    """Return the number of threads of this process, 1 where it cannot be told."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def become_nobody() -> None:
    """Change from root to nobody, for good."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def works(action: Callable[[], object]) -> bool:
    """Return whether `action` succeeds, tried in a child so that nothing of it stays."""
    child = os.fork()
    if child == 0:
        try:
            action()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must end here, whatever happened
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def nobody_can_read(library: str, *folders: str) -> bool:
    """Return whether nobody can list Python's library and read `folders`: they may lie below a root's own folder."""

    def look() -> None:
        become_nobody()
        os.listdir(library)
        if not all(map(can_read, folders)):
            raise OSError

    return works(look)


def can_read(folder: str) -> bool:
    """Return whether every file of a folder can be read."""
    try:
        for entry in os.scandir(folder):
            if entry.is_dir():
                if not can_read(entry.path):
                    return False
            else:
                os.close(os.open(entry.path, os.O_RDONLY))
    except OSError:
        return False
    return True


def drop_capabilities() -> None:
    """Drop every capability but stay the same user: for root whose Python only root can read."""
    for capability in range(64):
        try:
            prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break
    prctl(_PR_CAP_AMBIENT, 4)
    header, nothing = struct.pack("<Ii", 0x20080522, 0), bytes(24)
    number = 126 if os.uname().machine == "x86_64" else 91
    _checked(_syscall(number, header, nothing), "capset")
