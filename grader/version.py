"""The version of this package, the number of its marking rules, and a digest of its source."""

import hashlib
import sys
from functools import cache
from pathlib import Path

# The number of the marking rules: one more in every change by which the same bytes may get another mark, credit or
# share, or may wait for a person where they did not.  Marks that were given out under another number stay as they are
# until somebody takes the new ones.
RULES = 4


@cache
def package_version() -> str:
    """Return the version that is installed, "0" where it is run from a folder that never was."""
    from importlib import metadata  # `grader check` has no time for it

    try:
        return metadata.version("grader")
    except metadata.PackageNotFoundError:
        return "0"


@cache
def running_with() -> dict[str, str]:
    """Return the versions of Python and NumPy that homework is run with here, as "3.11"."""
    import numpy as np

    return {"python": ".".join(map(str, sys.version_info[:2])), "numpy": ".".join(np.__version__.split(".")[:2])}


@cache
def source_digest() -> str:
    """Return a short name of this package's source: a copy that is worked on changes more often than its version."""
    digest = hashlib.sha256(package_version().encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
