"""The version of this package, read from its own metadata."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("grader")
except PackageNotFoundError:  # run from a folder that was never installed
    VERSION = "0"
