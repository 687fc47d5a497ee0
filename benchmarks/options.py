"""What a run was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How often, how much, with which peers."""

    rounds: int
    largest: int
    peers: tuple[str, ...]
    cache: Path
