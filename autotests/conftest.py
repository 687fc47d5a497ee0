"""`pytest autotests` holds every check against the reference, with `--submission FILE` against a homework."""

from grader.verification.pytest_plugin import pytest_addoption, pytest_collect_file  # noqa: F401
