"""What holds for all tests."""

import gc
import os
import sys

import hypothesis

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine fails no test
hypothesis.settings.load_profile("untimed")

# Hundreds of processes are started: without kept bytecode each would compile the package and NumPy again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A check of addresses that nbformat brings along and nobody here asks for: its grammar takes five seconds to build.
sys.modules["rfc3987_syntax"] = None

gc.disable()  # what is collected lives to the end: looking through it again and again is a quarter of the time


def pytest_collection_finish():
    gc.freeze()
    gc.enable()
