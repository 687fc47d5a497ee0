"""Agreement of four ways to the same numbers: the reference, its Numba twins, SymPy, and the complex step.

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
from grader.formatting import counted
from grader.model import Call, Handle, Outcome

REFERENCE, NUMBA, COMPLEX_STEP = "reference", "Numba", "complex step"
POINTS_PER_SHAPE = 5
DERIVED_LIMIT = 1e-9  # of the noise of floating-point arithmetic
TWIN_LIMIT = 1e-12  # a twin may at most sum in another order


@dataclass
class Agreement:
    """The largest disagreements: with SymPy on each definition, and of twins with the reference in each check."""

    derived: dict[str, dict[str, float]] = field(default_factory=dict)
    twins: dict[str, float] = field(default_factory=dict)
    calls: int = 0

    def add_check(self, check: str, reference: Outcome, twin: Outcome) -> None:
        """Add the disagreement of the twins' calls with the reference's in one check."""
        self.calls += len(reference.calls)
        self.twins[check] = max(self.twins.get(check, 0.0), outcome_disagreement(twin, reference))

    def text(self) -> str:
        """Return the largest disagreements as text, "" where nothing was compared."""
        parts = []
        if self.derived:
            ways = dict.fromkeys(way for apart in self.derived.values() for way in apart)
            worst = {way: max(apart.get(way, 0.0) for apart in self.derived.values()) for way in ways}
            shown = ", ".join(f"{way} {apart:.1e}" for way, apart in worst.items())
            parts.append(f"{shown} from SymPy's over {counted(len(self.derived), 'definition')}")
        if self.calls:
            worst_twin = max(self.twins.values())
            parts.append(f"{NUMBA} {worst_twin:.1e} from the reference's over {counted(self.calls, 'call')}")
        return "; ".join(parts)

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each disagreement above the limits."""
        for name, ways in self.derived.items():
            for way, apart in ways.items():
                if not apart <= DERIVED_LIMIT:
                    remedy = "mend the one that is wrong"
                    yield f"{name}, as SymPy derives it, and the {way} disagree by {apart:.1e}: {remedy}"
        for check, apart in self.twins.items():
            if not apart <= TWIN_LIMIT:
                yield f"in {check} the reference and its twin disagree by {apart:.1e}: mend the twin, or take it out"


def compare_with_sympy(
    solution: Solution, fast: Solution | None = None, *, seed: int = 0
) -> dict[str, dict[str, float]]:
    """Return for each definition the disagreement of the reference and of the complex step with SymPy.

    With `fast`, the same solution with twins, that of the twins too where they take part.
    """
    worst = {}
    for name, function in solution.definitions.items():
        tag: Definition = function.__dict__["grader_definition"]
        rng = np.random.default_rng(seed)
        points = (shapes for shapes in tag.shapes for _ in range(POINTS_PER_SHAPE))
        several = [_disagreements_at(function, tag, fast, shapes, rng) for shapes in points]
        worst[name] = {way: max(apart[way] for apart in several) for way in several[0]}
    return worst


def _disagreements_at(
    function: FunctionType,
    tag: Definition,
    fast: Solution | None,
    shapes: sympy_gradients.Shapes,
    rng: np.random.Generator,
) -> dict[str, float]:
    exact = sympy_gradients.derive(function, tag.by, shapes)
    arrays = [rng.normal(size=shapes[name])[()] for name in exact.parameters]
    want = [np.asarray(part, float) for part in (exact.value(*arrays), *exact.gradients(*arrays))]  # a 0 is an integer

    def disagreement_of(value: Callable[..., Any], gradients: tuple[Callable[..., Any], ...]) -> float:
        several = [(value(*arrays), *_as_tuple(gradient(*arrays), tag)) for gradient in gradients]
        return max((disagreement(got, want) for got in several), default=0.0)

    disagreements = {REFERENCE: disagreement_of(tag.value, tag.gradients)}
    if fast is not None and (twins := [_twin_function(f, fast) for f in (tag.value, *tag.gradients)]) and any(twins):
        value, *gradients = (t or f for t, f in zip(twins, (tag.value, *tag.gradients), strict=True))
        disagreements[NUMBA] = disagreement_of(value, tuple(gradients))
    return disagreements | {COMPLEX_STEP: disagreement(exact.complex_step(*arrays), want[1:])}


def _as_tuple(gradient: Any, tag: Definition) -> Any:
    return gradient if len(tag.by) > 1 else (gradient,)


def _twin_function(function: Callable[..., Any], fast: Solution) -> Callable[..., Any] | None:
    """The function with twins in place, None where it calls no twin."""
    name = getattr(function, "__name__", "")
    with_twins: Callable[..., Any] | None = fast.right_space.get(name)
    return with_twins if fast.uses_twin(name) else None


def outcome_disagreement(got: Outcome, want: Outcome) -> float:
    """Return the largest disagreement of the calls of a probe."""
    if len(got.calls) != len(want.calls):
        return float("inf")
    return max((_call_disagreement(g, w) for g, w in zip(got.calls, want.calls, strict=True)), default=0.0)


def _call_disagreement(got: Call, want: Call) -> float:
    if got.fault is not None or want.fault is not None:
        same = got.fault is not None and want.fault is not None and got.fault.error == want.fault.error
        return 0.0 if same else float("inf")
    return disagreement(got.value, want.value) if got.changed == want.changed else float("inf")


def disagreement(got: Any, want: Any) -> float:
    """Return the largest disagreement of two values over all their parts; none of opaque ones."""
    if isinstance(want, Handle):
        return 0.0
    if isinstance(want, dict):
        same_keys = isinstance(got, dict) and list(got) == list(want)
        return disagreement(list(got.values()), list(want.values())) if same_keys else float("inf")
    if isinstance(want, (list, tuple)):
        if not isinstance(got, (list, tuple)) or len(got) != len(want):
            return float("inf")
        return max((disagreement(g, w) for g, w in zip(got, want, strict=True)), default=0.0)
    return _number_disagreement(np.asarray(got), np.asarray(want))


def _number_disagreement(got: Any, want: Any) -> float:
    if got.shape != want.shape or got.dtype.kind != want.dtype.kind:
        return float("inf")
    if got.dtype.kind not in "fc":
        return 0.0 if np.array_equal(got, want) else float("inf")
    if not np.all(np.isfinite(got) & np.isfinite(want)):
        return float("inf")
    return float(np.max(np.abs(got - want) / np.maximum(1.0, np.abs(want)), initial=0.0))
