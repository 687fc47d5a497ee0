"""The cache folder of a machine, for what takes long to work out and can be worked out again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(kind: str) -> Path:
    """Return the user's own folder for one kind of thing; it need not be there."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "grader" / kind
