"""`python children.py STEP COUNT`: the sandbox alone, without checks; prints the CPU time of this process.

The steps add up: `fork` gives each child an empty file and asks for a function that is not there, without the layers
that each child takes on by itself; `locked` has them; `loaded` gives the homework; `called` makes the ten calls.
"""

import sys
import time

import homework
import ten_calls

from grader import sandbox

STEPS = ("fork", "locked", "loaded", "called")
PER_CHILD = ("seccomp", "limits")


def main() -> None:
    """Run as many children as were asked for."""
    step, count = sys.argv[1], int(sys.argv[2])
    source = homework.RIGHT if step in ("loaded", "called") else ""
    calls = ten_calls.CALLS if step == "called" else [("nothing", [])]
    with sandbox.start(without=PER_CHILD if step == "fork" else ()) as box:
        for _ in range(count):
            with box.open(["five.py"], [source], "five") as session:
                for function, given in calls:
                    session.begin_check()
                    session.call(function, tuple(given), {})
    print(time.process_time())


main()
