"""Runs hostile submissions in a sandbox, and says what was not contained.

`python _containment.py '{"namespaces": false}'` runs all of them in one mode and prints what was found as JSON: for
modes that need a process, a user or a Python of their own.
"""

import contextlib
import ctypes
import json
import os
import resource
import secrets
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import numpy as np

from grader import sandbox
from grader.sandbox.limits import Limits
from grader.sandbox.wire import Unsent

HERE = Path(__file__).parent
FILES = sorted(p for p in HERE.glob("*.py") if not p.name.startswith("_"))
# What costs nobody but the submission itself: may run without any protection.
HARMLESS = (
    "01_exit0_in_call", "03_keyboard_interrupt", "05_close_all_fds", "08_forge_prewritten_replies", "13_zero_itemsize_frame",
    "20_deep_json_frame", "26_slow_drip_reply", "27_big_legit_reply", "49_sleep_forever", "62_segv_string_at", "63_abort",
    "85_nan_inf_reply", "escape_sequences", "fields_of_wrong_types", "fast_drip_reply", "flood_output", "hang_at_import",
    "id_is_an_array", "kill_at_import", "text_of_50_megabytes", "ten_thousand_functions",
)  # fmt: skip
# What only reads, or changes nobody but itself: may show what happens with a layer left out.
REVEALING = ("read_files", "prctl_options", "hunt_proc", "import_the_course", "proc_self_mem")
LIMITS = Limits(call=1.0, check=1.5, submission=3.0)
CPU_SECONDS = 1.5
_BECOME_SUBREAPER = 36


class Ground:
    """Things worth stealing, things that can be changed, and services that wait for a call."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="ground-"))
        self.folder.chmod(0o755)
        self.secrets = {kind: f"sealed-canary-{kind}-{secrets.token_hex(8)}" for kind in ("file", "memory", "environ", "source")}
        self.canary = self.folder / "secret.txt"
        self.canary.write_text(self.secrets["file"])
        (self.folder / "secret_module.py").write_text(f"secret = {self.secrets['file']!r}\n")
        self.memory = [self.secrets["memory"].encode() + b"!" for _ in range(100)]
        os.environ["GRADER_SECRET"] = self.secrets["environ"]
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.named, self.abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        self.named.bind(str(self.folder / "service"))
        self.abstract.bind(f"\0sbx_abstract_{self.port}")
        for service in (self.tcp, self.named, self.abstract):
            service.listen()
            service.setblocking(False)
        ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0)  # what is left behind becomes our child, and is seen
        return self

    def __exit__(self, *_):
        for service in (self.tcp, self.named, self.abstract):
            service.close()
        del os.environ["GRADER_SECRET"]
        shutil.rmtree(self.folder)
        ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 0, 0, 0, 0)

    def source(self, path):
        text = path.read_text()
        for name, value in {
            "CANARY": self.canary, "SECRETDIR": self.folder, "PORT": self.port, "REPOSITORY": HERE.parents[1],
            "SURROGATE": "\ud800", "NULLBYTE": "\0",
        }.items():  # fmt: skip
            text = text.replace(name, str(value))
        return text

    def state(self):
        """Everything that a submission must leave as it is."""
        state = {}
        for path in (self.folder, *sorted(self.folder.iterdir()), Path(np.__file__), Path(json.__file__)):
            about = path.lstat()
            content = path.read_bytes() if path.is_file() else None
            state[str(path)] = (about.st_mode, about.st_mtime_ns, about.st_nlink, about.st_uid, about.st_gid, content)
        for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", ".", str(Path.home())):
            with contextlib.suppress(OSError):
                state[folder] = os.stat(folder).st_mode, sorted(n for n in os.listdir(folder) if "sbx_" in n)
        state["processes"] = family()
        return state

    def visitors(self):
        for name, service in (("tcp", self.tcp), ("named", self.named), ("abstract", self.abstract)):
            with contextlib.suppress(BlockingIOError):
                service.accept()[0].close()
                yield f"connected to the {name} socket"


def family():
    """Every process that descends from this one, dead or alive."""
    children = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(pid))
    found, waiting = [], [os.getpid()]
    while waiting:
        ours = children.get(waiting.pop(), [])
        found += ours
        waiting += ours
    return sorted(found)


def directive(path, word, otherwise):
    for line in path.read_text().splitlines()[:3]:
        if line.startswith(f"# {word}: "):
            return line.removeprefix(f"# {word}: ").split()
    return otherwise


def pieces(value):
    """Every text and every byte in a value, as far as a thief would look."""
    if isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass")
    elif isinstance(value, bytes):
        yield value
    elif isinstance(value, np.ndarray | np.generic):
        yield value.tobytes()
        yield value.tobytes().replace(b"\0", b"")  # text in four bytes a character
    elif isinstance(value, dict):
        for pair in value.items():
            yield from pieces(pair)
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from pieces(part)
    elif isinstance(value, Unsent):
        yield value.name.encode()


def attack(path, box, ground, *, anyway=False):
    """Run one hostile submission and return what was not contained; below `strong`, only ones that do no harm run."""
    fine = path.stem in HARMLESS or (anyway and path.stem in REVEALING)
    if sandbox.LEVELS.index(box.level) < sandbox.LEVELS.index("strong") and not fine:
        raise RuntimeError(f"{path.name} is not for level {box.level}")
    names, cells = [path.name], [ground.source(path)]
    if directive(path, "with", None):
        names, cells = ["_forge.py", path.name], [ground.source(HERE / "_forge.py"), *cells]
    rng = np.random.default_rng(secrets.randbits(64))
    before, used = ground.state(), resource.getrusage(resource.RUSAGE_SELF)
    calls, ends = [], []
    with box.open(names, cells) as session:
        for _ in range(3):
            session.begin_check()
            x = rng.normal(size=(3, 4))
            calls.append(session.call("f", (x.copy(),), {}))
            right = isinstance(calls[-1].value, np.ndarray) and np.array_equal(calls[-1].value, 2 * x)
            ends.append(str(calls[-1].fault.kind) if calls[-1].fault else "right" if right else "value")
    now = resource.getrusage(resource.RUSAGE_SELF)
    found = list(ground.visitors())
    spent = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    if spent > CPU_SECONDS:
        found.append(f"took {spent:.1f} s of the grader's own time")
    after = ground.state()
    found += [f"changed {what}: {before.get(what)} -> {after.get(what)}" for what in after if after[what] != before.get(what)]
    texts = [session.output, *(c.output for c in calls), *(w for c in calls for w in c.warnings)]
    for fault in [*(c.fault for c in calls), *(fault for _, fault in session.problems), session.not_loaded]:
        texts += [fault.error, fault.message] if fault else []
    said = b"\n".join([t.encode() for t in texts] + [p for c in calls for p in pieces(c.value)])
    found += [f"told the secret of the {kind}" for kind, secret in ground.secrets.items() if secret.encode() in said]
    if b"BREACH" in said:
        found.append(f"did what it should not: {said[said.index(b'BREACH') :][:200]!r}")
    texts += [repr(c.value) for c in calls]
    if not all(c.isprintable() or c == "\n" for t in texts for c in t) or max(map(len, texts)) > 1 << 20:
        found.append("said what a terminal should not see")
    expected = directive(path, "ends", ["any"])
    if "any" not in expected and not set(ends) <= {*expected, *(["right"] if "value" in expected else [])}:
        found.append(f"ended {ends} instead of {expected}: {[c.fault for c in calls]}")
    return found + ([] if benign(box, ground) else ["left a sandbox that does not serve the next submission"])


def benign(box, ground):
    """Whether an honest submission, with a secret in its source for the next one to look for, gets right answers."""
    source = f"import numpy as np\nsecret = '{ground.secrets['source']}'\ndef f(x):\n    return np.abs(x) * 2\n"
    with box.open(["honest.py"], [source]) as session:
        x = np.random.default_rng(1).normal(size=20)
        call = session.call("f", (x,), {})
    return call.fault is None and np.array_equal(call.value, np.abs(x) * 2) and not call.changed


def main(mode):
    only = mode.pop("only", None)
    with Ground() as ground, sandbox.start(**mode, limits=LIMITS) as box:
        report = {"level": box.level, "layers": box.host.layers, "uid": os.getuid(), "found": {}}
        benign(box, ground)
        for path in FILES:
            if only is None or path.stem in only:
                found = attack(path, box, ground)
                if found:
                    report["found"][path.stem] = found
    print(json.dumps(report))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
