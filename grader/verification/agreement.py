"""Ways to work out the same, held against each other: the reference, its Numba twins, SymPy, and the complex step.

A disagreement is absolute where numbers are below 1 and relative above, and infinite where the form is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from grader.checks.declarations import Definition
from grader.course import sympy_gradients
from grader.course.solution import Solution
from grader.model import Call, Outcome

REFERENCE, NUMBA, STEP = "reference", "Numba", "complex step"
POINTS = 5
DERIVED = 1e-9  # a disagreement beyond the noise of floating-point arithmetic
SAME = 1e-12  # a twin does what the reference does, in another order at most


@dataclass
class Agreement:
    """The largest disagreements: with SymPy on each definition, and of twins with the reference in each check."""

    derived: dict[str, dict[str, float]] = field(default_factory=dict)
    twins: dict[str, float] = field(default_factory=dict)
    calls: int = 0

    def compare(self, check: str, reference: Outcome, twin: Outcome) -> None:
        """Hold the calls of a check by the twins against those by the reference."""
        self.calls += len(reference.calls)
        self.twins[check] = max(self.twins.get(check, 0.0), outcomes_apart(twin, reference))

    def text(self) -> str:
        """Return the largest disagreement of each, and over how much; nothing where nothing was compared."""
        parts = []
        if self.derived:
            ways = dict.fromkeys(way for apart in self.derived.values() for way in apart)
            worst = {way: max(apart.get(way, 0.0) for apart in self.derived.values()) for way in ways}
            shown = ", ".join(f"{way} {apart:.1e}" for way, apart in worst.items())
            parts.append(f"{shown} from SymPy's over {_many(len(self.derived), 'definition')}")
        if self.calls:
            worst_twin = max(self.twins.values())
            parts.append(f"{NUMBA} {worst_twin:.1e} from the reference's over {_many(self.calls, 'call')}")
        return "; ".join(parts)

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each disagreement that is no noise."""
        for name, ways in self.derived.items():
            for way, apart in ways.items():
                if not apart <= DERIVED:
                    remedy = "mend the one that is wrong"
                    yield f"{name}, as SymPy derives it, and the {way} disagree by {apart:.1e}: {remedy}"
        for check, apart in self.twins.items():
            if not apart <= SAME:
                yield f"in {check} the reference and its twin disagree by {apart:.1e}: mend the twin, or take it out"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def with_sympy(solution: Solution, fast: Solution | None = None, *, seed: int = 0) -> dict[str, dict[str, float]]:
    """Return for each definition how far others are from what SymPy derives: the reference and the complex step.

    With `fast`, the same solution by its twins, these as well where they take part.
    """
    found = {}
    for name, function in solution.definitions.items():
        tag: Definition = function.__dict__["grader_definition"]
        rng = np.random.default_rng(seed)
        several = [_on(function, tag, fast, shapes, rng) for shapes in tag.shapes for _ in range(POINTS)]
        found[name] = {way: max(apart[way] for apart in several) for way in several[0]}
    return found


def _on(
    function: FunctionType,
    tag: Definition,
    fast: Solution | None,
    shapes: sympy_gradients.Shapes,
    rng: np.random.Generator,
) -> dict[str, float]:
    exact = sympy_gradients.derive(function, tag.by, shapes)
    arrays = [rng.normal(size=shapes[name])[()] for name in exact.parameters]
    want = [np.asarray(part, float) for part in (exact.value(*arrays), *exact.gradients(*arrays))]  # a 0 is an integer

    def off(value: Callable[..., Any], gradients: tuple[Callable[..., Any], ...]) -> float:
        several = [(value(*arrays), *_each(gradient(*arrays), tag)) for gradient in gradients]
        return max((apart(got, want) for got in several), default=0.0)

    found = {REFERENCE: off(tag.value, tag.gradients)}
    if fast is not None and (twins := [_by_twin(f, fast) for f in (tag.value, *tag.gradients)]) and any(twins):
        value, *gradients = (t or f for t, f in zip(twins, (tag.value, *tag.gradients), strict=True))
        found[NUMBA] = off(value, tuple(gradients))
    return found | {STEP: apart(exact.complex_step(*arrays), want[1:])}


def _each(gradient: Any, tag: Definition) -> Any:
    return gradient if len(tag.by) > 1 else (gradient,)


def _by_twin(function: Callable[..., Any], fast: Solution) -> Callable[..., Any] | None:
    """The same function where it stands on a twin, None where it does not."""
    name = getattr(function, "__name__", "")
    made: Callable[..., Any] | None = fast.right_space.get(name)
    return made if fast.uses_twin(name) else None


def outcomes_apart(got: Outcome, want: Outcome) -> float:
    """Return by how much the calls of a probe differ."""
    if len(got.calls) != len(want.calls):
        return float("inf")
    return max((_calls_apart(g, w) for g, w in zip(got.calls, want.calls, strict=True)), default=0.0)


def _calls_apart(got: Call, want: Call) -> float:
    if got.fault is not None or want.fault is not None:
        same = got.fault is not None and want.fault is not None and got.fault.error == want.fault.error
        return 0.0 if same else float("inf")
    return apart(got.value, want.value) if got.changed == want.changed else float("inf")


def apart(got: Any, want: Any) -> float:
    """Return by how much two values differ, the largest of all their parts."""
    if isinstance(want, dict):
        return apart(list(got.values()), list(want.values())) if _keys(got) == _keys(want) else float("inf")
    if isinstance(want, (list, tuple)):
        if not isinstance(got, (list, tuple)) or len(got) != len(want):
            return float("inf")
        return max((apart(g, w) for g, w in zip(got, want, strict=True)), default=0.0)
    return _numbers_apart(np.asarray(got), np.asarray(want))


def _keys(value: Any) -> list[Any] | None:
    return list(value) if isinstance(value, dict) else None


def _numbers_apart(got: Any, want: Any) -> float:
    if got.shape != want.shape or got.dtype.kind != want.dtype.kind:
        return float("inf")
    if got.dtype.kind not in "fc":
        return 0.0 if np.array_equal(got, want) else float("inf")
    if not np.all(np.isfinite(got) & np.isfinite(want)):
        return float("inf")
    return float(np.max(np.abs(got - want) / np.maximum(1.0, np.abs(want)), initial=0.0))
