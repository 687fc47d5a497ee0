"""Where things stand in the checkout that is tested."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
HOMEWORK = DATA / "submissions"
HOSTILE = DATA / "hostile"
BENCHMARKS = ROOT / "benchmarks"
