"""The cost of a piece of work as a number of calls: the same on every machine and under every load, as no time is."""

import sys


class TooMuchWork(BaseException):
    """More calls than were allowed; not an Exception, so that nothing on the way takes it for one of its own."""


def bounded(work, most=2_000_000):
    """Return what `work` returns; raise TooMuchWork where it calls more than `most` functions, built-in ones too."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        if event in ("call", "c_call"):
            count += 1
            if count > most:
                raise TooMuchWork(f"more than {most:,} calls")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        return work()
    finally:
        sys.setprofile(before)
