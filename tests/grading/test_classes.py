"""Classes from the skeleton to the mark: instances, methods and attributes of every style, and mistakes in them."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import small_course
from places import DATA
from words import words

from grader import sandbox
from grader.checks.probe import TrustedHomework, observe
from grader.course.loader import Course
from grader.course.release import write_release
from grader.course.student_copy import handout_text
from grader.gradebook import recorded_calls, recorded_results
from grader.grading.pipeline import Grading, grade, grade_with_calls
from grader.model import Status
from grader.reports import text_report
from grader.submissions.submission import SubmissionFile, read_submission
from grader.verification.demo import HomeworkWriter
from grader.verification.verify import verify

SKELETON = '''
"""A line that learns."""

import numpy as np

STUDENT = ...


class Line:
    """o = w . x, learnt by gradient descent."""

    def __init__(self, w, eta=0.1):
        raise NotImplementedError

    def forward(self, X):
        """The outputs (N,) for X (N, d)."""
        raise NotImplementedError

    def backward(self, dout):
        """The gradient (d,) at the last X that went forward."""
        raise NotImplementedError

    def step(self, dw):
        """Go down along dw; w is an attribute."""
        raise NotImplementedError


def slope(f, x):
    """The slope of f at x by a centred difference of 1e-4."""
    raise NotImplementedError
'''
SOLUTION = '''
import numpy as np

from grader import misconception, misconceptions, opaque


def down(w, dw, eta):
    return w - eta * dw


class Base:
    def __init__(self, w, eta=0.1):
        self.w, self.eta = np.array(w, float), eta

    def step(self, dw):
        self.w = down(self.w, dw, self.eta)
        return self


class Line(Base):
    def __init__(self, w, eta=0.1):
        super().__init__(w, eta)
        self.steps = 0

    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        self.X = X
        return X @ self.w

    def backward(self, dout):
        return self.X.T @ dout

    @opaque()
    def state(self):
        return {"w": self.w}

    def step(self, dw):
        self.steps += 1
        return super().step(dw)

    @property
    def norm(self):
        return self.size(self.w)

    @staticmethod
    def size(w):
        return float(np.sqrt((w**2).sum()))


def slope(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4


@misconception(of=Line.backward)
def not_transposed(self, dout):
    """You do not sum over the samples."""
    return Line.backward(self, dout) / len(dout)


@misconception(of=down)
def up(w, dw, eta):
    """You go up."""
    return w + eta * dw


misconceptions(of="Line.forward", shifted=("You shift.", lambda self, X: Line.forward(self, X) + 1))


@misconception(of=slope)
def one_sided(f, x):
    """You take one side alone."""
    return (f(x + 1e-4) - f(x)) / 1e-4
'''
AUTOTESTS = '''
import numpy as np

from grader import check, close, exact, raised, unchanged


@check(points=20, public=True, task="Line.forward", expect=close & unchanged)
def outputs(hw, rng):
    """the outputs, twice"""
    net = hw.Line(rng.normal(size=2))
    return net.forward(rng.normal(size=(3, 2))), net.forward(rng.normal(size=(4, 2)))


@check(points=20, public=True, task="Line.backward")
def gradient(hw, rng):
    """the gradient"""
    net = hw.Line(rng.normal(size=2))
    net.forward(rng.normal(size=(3, 2)))
    return net.backward(rng.normal(size=3))


@check(points=20, public=True, task="Line.step")
def learns(hw, rng):
    """w before and after two steps"""
    net = hw.Line(rng.normal(size=2), eta=0.5)
    before = net.w
    net.step(rng.normal(size=2))
    net.step(dw=rng.normal(size=2))
    return before, net.w


@check(points=20, public=True)
def two_at_once(hw, rng):
    """two that know nothing of each other"""
    one, other = hw.Line(rng.normal(size=2)), hw.Line(rng.normal(size=2))
    X, dout = rng.normal(size=(3, 2)), rng.normal(size=3)
    one.forward(X)
    other.forward(2 * X)
    return one.backward(dout), other.backward(dout)


@check(points=20, public=True)
def slopes(hw, rng):
    """the slope of NumPy's and of an own function"""
    return hw.slope(np.exp, rng.uniform()), hw.slope(np.sin, rng.uniform())
'''
START = "import numpy as np\n\nclass Line:\n    def __init__(self, w, eta=0.1):\n"
RIGHT = {
    "plain": START + """
        self.w, self.eta = np.array(w), eta
    def forward(self, X):
        self.X = X
        return X @ self.w
    def backward(self, dout): return dout @ self.X
    def step(self, dw): self.w = self.w - self.eta * dw
""",
    "in place, with other names, and step gives something": START + """
        self.w = np.array(w, float)
        self.rate = eta
        self.cache = {}
    def forward(self, inputs):
        self.cache["in"] = inputs
        return np.dot(inputs, self.w)
    def backward(self, grad): return sum(g * row for g, row in zip(grad, self.cache["in"]))
    def step(self, dw):
        self.w -= self.rate * dw
        return [["anything"] for _ in range(60_000)]
""",
    "a property, slots, a base, and it cannot be looked at": """
import numpy as np
def angry(*_): raise RuntimeError("leave me alone")
class Model:
    __slots__ = ("weights", "eta", "X")
    __repr__ = __eq__ = __len__ = __bool__ = __hash__ = __del__ = __iter__ = angry
    def step(self, dw):
        self.weights = [a - self.eta * b for a, b in zip(self.weights, dw)]
        return self
class Line(Model):
    def __init__(self, w, eta=.1):
        super().__init__()
        self.weights, self.eta = list(w), eta
    w = property(lambda self: np.array(self.weights))
    forward = lambda self, X: setattr(self, "X", X) or X @ self.w
    def backward(self, dout): return self.X.T @ dout
""",
    "made by a function, of closures": """
import numpy as np
from types import SimpleNamespace
def Line(w, eta=0.1):
    net = SimpleNamespace(w=np.array(w))
    def forward(X):
        net.X = X
        return X @ net.w
    def step(dw): net.w = net.w - eta * dw
    net.forward, net.step, net.backward = forward, step, lambda dout: net.X.T @ dout
    return net
""",
}  # fmt: skip
SLOPE = "\ndef slope(f, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4\n"
PLAIN = RIGHT["plain"] + SLOPE


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return small_course.written(tmp_path_factory.mktemp("course"), AUTOTESTS, SOLUTION, SKELETON)


@pytest.fixture(scope="module")
def grading(course):
    with sandbox.start() as running:
        yield Grading(course, running, "public")


def read(folder, source):
    path = small_course.put(folder / "tiny.py", source)
    return read_submission(SubmissionFile(path, path.name, "s001", "tiny"))


def without_seconds(result):
    return [replace(check, seconds=0) for check in result.checks]


def not_passed(result):
    return {c.name: c.verdict.status.value for c in result.checks if c.verdict.status is not Status.PASSED}


def said(result):
    return text_report.student_feedback(result, width=300)


def test_verify_finds_no_problem(course):
    assert verify(course, seeds=2).text().endswith("no problems")


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_a_right_class_has_all_points(grading, tmp_path, source):
    result = grade(read(tmp_path, source + SLOPE), grading)
    assert result.points == 100, said(result)


def test_the_skeleton_is_not_attempted(course, grading, tmp_path):
    assert set(not_passed(grade(read(tmp_path, SKELETON), grading)).values()) == {"not_attempted"}
    half = PLAIN.replace("return dout @ self.X", "raise NotImplementedError")
    result = grade(read(tmp_path, half), grading)
    assert not_passed(result) == {"gradient": "not_attempted", "two_at_once": "not_attempted"}
    assert "`Line.backward` is not written yet." in said(result)


@pytest.mark.parametrize(
    ("old", "new", "failed", "sentence"),
    [
        ("class Line", "class Lines", "failed", "has no class `Line`, but one named `Lines` (line 3): rename it."),
        ("class Line", "class Other", "not_attempted", "Your file has no class `Line`."),
        ("def backward", "def back", "not_attempted", "Your file has no method `Line.backward`."),
        ("def backward", "def bakward", "failed", "no method `Line.backward`, but one named `Line.bakward` (line 10)"),
        ("def backward(self, dout)", "def backward(self)", "raised", "`Line.backward` ended in TypeError"),
        ("def __init__(self, w, eta=0.1)", "def __init__(self, eta)", "raised", "`Line` ended in TypeError"),
        ("self.w - self.eta", "self.v - self.eta", "raised", "'Line' object has no attribute 'v'"),
        ("dout @ self.X", "self.X", "failed", "the result of `Line.backward` is of shape (3, 2), but should"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_class_is_told_as_of_a_function(grading, tmp_path, old, new, failed, sentence):
    result = grade(read(tmp_path, PLAIN.replace(old, new)), grading)
    assert failed in not_passed(result).values() and sentence in said(result), said(result)


def test_an_attribute_is_read_when_it_is_named_and_no_reading_changes_what_is_seen(grading, tmp_path):
    no_w = PLAIN.replace("self.w", "self.v")
    result = grade(read(tmp_path, no_w), grading)
    assert not_passed(result) == {"learns": "raised"} and "has no attribute 'w'" in said(result)
    late = PLAIN.replace("def step(self, dw): self.w", "def step(self, dw): self.v")
    assert not_passed(grade(read(tmp_path, late), grading)) == {"learns": "failed"}


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("dout @ self.X", "dout @ self.X / len(dout)", "not_transposed"),
        ("self.w - self.eta", "self.w + self.eta", "up"),
        ("X @ self.w", "X @ self.w + 1", "shifted"),
        ("/ 2e-4", "/ 2e-4 + (f(x+1e-4) + f(x-1e-4) - 2 * f(x)) / 2e-4", "one_sided"),
    ],
)
def test_mistakes_in_methods_and_below_them_are_named(grading, tmp_path, old, new, mistake):
    result = grade(read(tmp_path, PLAIN.replace(old, new)), grading)
    assert {name for check in result.checks for name in check.verdict.misconceptions} == {mistake}, said(result)


def test_an_attribute_may_have_any_name():
    class Net:
        number, of, home, methods, handle, call = range(6)

    homework = TrustedHomework({"Net": Net}, {"Net": (None,), "Net.__init__": ()})

    def probe(hw, rng):
        net = hw.Net()
        return net.number, net.of, net.home, net.methods, net.handle, net.call

    assert observe(probe, homework, None).value == (0, 1, 2, 3, 4, 5)


def test_feedback_says_the_method_and_shows_how_its_instance_came_about(grading, tmp_path):
    text = said(grade(read(tmp_path, PLAIN.replace("dout @ self.X", "-dout @ self.X")), grading))
    assert "line.backward([" in text and "line = Line([" in text and "Line.backward:" in text and "<" not in text


@pytest.mark.parametrize("source", [PLAIN, PLAIN.replace("X @ self.w", "X @ self.w + 1"), SKELETON])
def test_recorded_calls_and_a_release_at_home_say_the_same(course, grading, tmp_path, source):
    submission = read(tmp_path, source)
    first = grade_with_calls(submission, grading)
    again = grade_with_calls(submission, grading, recorded_calls.unpack_calls(recorded_calls.pack_calls(first.calls)))
    assert not again.ran and without_seconds(again.result) == without_seconds(first.result)
    write_release(course, tmp_path / "home")
    home = Course(tmp_path / "home").assignment("tiny")
    result = grade(submission, Grading(home, grading.sandbox, "public", public_only=True))
    assert without_seconds(result) == without_seconds(first.result)
    data = json.loads((tmp_path / "home" / "answers" / "tiny.json").read_text())
    assert data["opaque"]["Line"] == [None] and data["opaque"]["Line.forward"] == []


def test_a_wrong_method_reaches_what_stands_on_its_class(course):
    solution = course.solution
    wrong, right = solution.wrong_space("up"), solution.space
    for space, w in ((right, 0.9), (wrong, 1.1)):
        line = space["Line"]([1.0])
        assert line.step(1.0) is line and line.w == pytest.approx(w) and line.steps == 1
        assert isinstance(line, space["Base"]) and line.norm == pytest.approx(w)
    assert right["Line"]([1.0]).w == 1 and solution.wrong_space("shifted")["Line"]([1.0]).forward(np.ones(1)) == 2
    assert {"Line.step", "down", "Base"} <= solution.uses("Line")


def test_verify_tells_what_a_class_of_the_reference_lacks(tmp_path):
    solution = SOLUTION.replace("def backward(self, dout):\n        return", "def back(self, dout):\n        return")
    solution = solution.replace(
        "def forward(self, X):\n        self", "def forward(self, x):\n        X = x\n        self"
    )
    solution = solution.replace("@misconception(of=Line.backward)", "@misconception(of=Line.back)")
    text = verify(small_course.written(tmp_path, AUTOTESTS, solution, SKELETON), seeds=1).text(1000)
    assert "there is no method `Line.backward`, which the skeleton asks for: write it" in text
    assert "`Line.forward(self, x)` is asked for as `Line.forward(self, X)` in the skeleton" in text


def test_a_demonstration_has_the_class_and_its_mistakes(course, grading, tmp_path):
    def marked(wrong=None):
        writer = HomeworkWriter(course, "s001", SKELETON)
        return grade(read(tmp_path, writer.homework(wrong=wrong)), grading)

    assert marked().points == 100, said(marked())
    for mistake in course.solution.misconceptions:
        result = marked(mistake)
        assert {name for check in result.checks for name in check.verdict.misconceptions} == {mistake}, said(result)


def test_a_handout_tells_the_limits_of_a_method(tmp_path):
    checks = AUTOTESTS.replace('task="Line.step")', 'task="Line.step", seconds=20)')
    text = handout_text(small_course.written(tmp_path, checks, SOLUTION, SKELETON), "s001")
    assert "    # A call may take 20 s while it is graded.\n    def step(self, dw):" in text


@pytest.mark.parametrize(
    ("probe", "reason"),
    [
        ("net.part.w", "Net.part gives what is no plain data: is it @opaque?"),
        ("net.made()", "Net.made gives what is no plain data: is it @opaque?"),
        ("hw.f(hw.made())", "only plain data can be sent to a submission, not solutions.tiny.Part"),
        ("hw.f(lambda: 1)", "only plain data can be sent to a submission, not function"),
    ],
)
def test_an_object_that_could_not_come_back_is_the_authors_fault(tmp_path, probe, reason):
    solution = "class Part:\n    w = 1\n\nclass Net:\n    part = Part()\n\n    def made(self):\n        return Part()\n"
    solution += "\ndef made():\n    return Part()\n\ndef f(x):\n    return 1\n"
    checks = "from grader import check\n\n@check(points=100)\ndef one(hw, rng):\n    'one'\n    net = hw.Net()\n"
    assignment = small_course.written(tmp_path, f"{checks}    return {probe}\n", solution, '"""A."""\n')
    want = assignment.answer_key("public").expected(assignment.checks[0])
    assert want.fault.message == reason


@pytest.mark.parametrize("case", ["classes", "classes_driver"])
def test_the_cases_of_a_class(tmp_path, case):
    """On some seeds the case's four labels are the same for the farthest: `verify` says so on more seeds than one."""
    shutil.copytree(DATA / "courses" / case, tmp_path / "course")
    assignment = Course(tmp_path / "course").assignment("knn")
    report = verify(assignment, seeds=1)
    assert report.text().endswith("no problems") and "1 itself" in report.text()
    with sandbox.start() as running:
        grading = Grading(assignment, running, "public")
        own = (DATA / "courses" / "classes" / "class" / "ada" / "knn.py").read_text()
        driver = "\ndef labels(X, y, Z):\n    net = Nearest()\n    net.train(X, y)\n    return net.predict(Z)\n"
        for source, points in ((own + driver, 100), (own.replace(".argmin(", ".argmax(") + driver, 0)):
            path = small_course.put(tmp_path / "ada" / "knn.py", source)
            result = grade(read_submission(SubmissionFile(path, path.name, "ada", "knn")), grading)
            assert result.points == points
        assert {n for c in result.checks for n in c.verdict.misconceptions} == {"farthest"}


CHAIN = {
    "assignments": '''
STUDENT = ...


def forward(x, w):
    """Returns (x w, cache)."""
    raise NotImplementedError


def backward(d, cache):
    """Returns the gradient."""
    raise NotImplementedError


class Net:
    """w goes down."""

    def __init__(self, w):
        """w (n,)."""
        raise NotImplementedError

    def train(self, x, rate):
        """One step."""
        raise NotImplementedError

    def rest(self):
        """Nothing."""
        raise NotImplementedError
''',
    "solutions": '''
from grader import opaque


@opaque(1)
def forward(x, w):
    return x * w, (x, w)


def backward(d, cache):
    return d * cache[1]


class Net:
    def __init__(self, w):
        self.w = w

    def train(self, x, rate):
        self.w = self.w - rate * x

    def rest(self):
        pass
''',
    "autotests": '''
from grader import check


@check(points=50, public=True, task="backward")
def slope(hw, rng):
    """the slope"""
    _, cache = hw.forward(2.0, 3.0)
    return hw.backward(1.0, cache)


@check(points=50, public=True, task="Net.train")
def two_steps(hw, rng):
    """two steps"""
    net = hw.Net(7.0)
    net.rest()
    net.train(1.0, 0.5)
    net.train(2.0, rate=0.25)
    return net.w
''',
}  # fmt: skip


def test_a_student_reads_every_call_that_led_to_a_wrong_result(tmp_path):
    texts = CHAIN["autotests"], CHAIN["solutions"], CHAIN["assignments"]
    assignment = small_course.written(tmp_path / "course", *texts)
    changes = {"cache[1]": "cache[0]", "- rate": "+ rate", "from grader import opaque": "", "@opaque(1)": ""}
    wrong = CHAIN["solutions"]
    for right, other in changes.items():
        wrong = wrong.replace(right, other)
    path = small_course.put(tmp_path / "tiny.py", wrong)
    with sandbox.start(many=False) as running:
        read = read_submission(SubmissionFile(path, path.name, "ada", "tiny"))
        result = grade(read, Grading(assignment, running, "public"))
    kept = recorded_results.from_data(json.loads(json.dumps(recorded_results.as_data(result))))
    for checks in (result.checks, kept.checks):
        assert [words(check.verdict).call for check in checks] == [
            "backward(1, <what forward(2, 3) returned>)",
            "net = Net(7); net.rest(); net.train(1, 0.5); net.train(2, rate=0.25); net.w",
        ]
