"""`python stopwatch.py TO WORDS...`: runs `grader WORDS...` in this process and writes to TO where its CPU time goes.

Functions of the grader are wrapped, a few dozen calls a submission: a stage has the CPU time of its functions without
that of other stages called from them.  What the sandbox's processes use is not in it, and waiting for them is not CPU.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

STAGES = {
    "finding and reading the files": ("submissions.folders:find_files", "submissions.submission:read_submission"),
    "parsing": ("submissions.submission:parse_cells", "grading.pipeline:_identity"),
    "starting a child, sending the source": ("sandbox.session:Session._load",),
    "ending the child": ("sandbox.session:Session._stop",),
    "calls: encoding, sending, reading, decoding": ("sandbox.session:Session.call",),
    "probes, drawing their numbers": ("grading.pipeline:_observe_live",),
    "judging": ("checks.judge:judge",),
    "naming mistakes": ("grading.pipeline:name_mistakes",),
    "packing what is kept": ("gradebook.recorded_calls:Recorder._record", "gradebook.recorded_calls:pack_calls"),
    "printing": ("reports.records:as_json",),
    "writing the gradebook": ("gradebook.store:Gradebook.add", "gradebook.store:Gradebook.find_result"),
}


class Stopwatch:
    """CPU seconds of each stage, without what was called from it."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._inner = [0.0]  # what has gone to stages within each that is running

    def over(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            began = time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                used = time.thread_time() - began
                self.seconds[stage] += used - self._inner.pop()
                self._inner[-1] += used

        return timed


def main() -> None:
    """Run, and write seconds by stage; "all" has the whole process, from its start."""
    watch = Stopwatch()
    for stage, places in STAGES.items():
        for place in places:
            module, _, names = place.partition(":")
            *owners, name = names.split(".")
            owner = importlib.import_module(f"grader.{module}")
            for one in owners:
                owner = getattr(owner, one)
            setattr(owner, name, watch.over(stage, getattr(owner, name)))
    from grader.cli import main as cli_main

    try:
        cli_main.main(sys.argv[2:])
    finally:
        Path(sys.argv[1]).write_text(json.dumps({**watch.seconds, "all": time.process_time()}))


main()
