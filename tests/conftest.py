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


# What takes longest begins first, so that no process waits for another at the end.
LONGEST = [
    "test_hostile_notebooks.py", "test_dask_cluster.py", "test_odd_notebooks.py", "test_pipeline.py",
    "test_pytest_plugin.py", "test_packaging.py", "test_formgrader.py", "test_core_assignments.py", "test_verify.py",
    "test_browser.py", "test_edge_cases.py", "test_sympy_gradients.py", "test_nothing_leaks.py", "test_burdens.py",
    "test_demo.py", "test_kills.py", "test_perceptron.py", "test_site.py", "test_stock.py", "test_readme.py",
]  # fmt: skip


def pytest_configure(config):
    if hasattr(config.option, "loadscopereorder"):  # of pytest-xdist, which would begin with the most tests
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items):
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)))
