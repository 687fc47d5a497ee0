"""The released notebook on an nbgrader as it comes."""

import subprocess
import sys

import nbgrader_course as small
import pytest

from grader.errors import UsageError
from grader.nbgrader import cells

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A course graded by nbgrader as it comes: kernels run the notebooks, and our cells in them."""
    theirs = small.released(small.course(tmp_path_factory.mktemp("ours")), tmp_path_factory.mktemp("nb") / "course")
    (theirs / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n")
    noisy = "import sys, warnings\n\n" + small.RIGHT["double"].replace("return", "warnings.warn('x'); return")
    right = small.RIGHT | {"double": noisy, "total": "def total(x):\n    print('z', file=sys.stderr)\n    return 0"}
    squares = {"double": "def double(x):\n    return np.asarray(x)**2"}
    for student, codes in {"right": right, "squares": squares}.items():
        small.hand_in(theirs, student, small.homework(theirs, student, codes))
    done = small.api(theirs).autograde("little", "*")
    assert done["success"], done["log"]
    return theirs


def test_public_checks_give_the_points_of_a_stock_nbgrader(stock):
    right, squares = small.standing(stock, "right"), small.standing(stock, "squares")
    assert right["check-double"] == (30, False) and right["check-softmax"] == (30, False)
    assert right["check-total"] == (0, False) and right["check-half"] == (0, False)  # nothing public: for a person
    assert squares["check-double"] == (0, False)


def test_what_is_wrong_is_said_on_stdout(stock):
    page = (stock / "autograded" / "squares" / "little" / "little.ipynb").read_text()
    assert "doubling adds it to itself" in page and '"stderr"' not in page


@pytest.mark.parametrize("how", ["", "validate", "autograde"])
def test_without_the_package_students_are_told_and_marking_stops(how, tmp_path):
    """Full points are what nbgrader gives where a cell says nothing: so where marks are given it has to raise."""
    code = cells.points_source("little", "double", 30)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        env={"NBGRADER_EXECUTION": how} if how else {},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    if how == "autograde":
        assert done.returncode and "ModuleNotFoundError" in done.stderr
    else:
        assert (done.returncode, done.stderr) == (0, "") and "not installed here" in done.stdout


def test_a_source_is_written_into_no_folder_that_is_not_there(tmp_path):
    from grader.course.loader import Course
    from grader.nbgrader.source_notebook import write_source_notebook

    ours = small.course(tmp_path / "ours")
    with pytest.raises(UsageError, match="typo is not there"):
        write_source_notebook(Course(ours).assignment("little"), tmp_path / "typo")
    assert not (tmp_path / "typo").exists()


def test_what_is_wrong_with_validate_is_what_the_student_can_mend(tmp_path, monkeypatch):
    """nbgrader validate calls a cell failed that gives less than its points: work by hand must not be one."""
    from grader.nbgrader import cell

    theirs = small.released(small.course(tmp_path / "ours"), tmp_path / "nb" / "course")
    monkeypatch.chdir(theirs / "release" / "little")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert cell.check("little", "half", points=20) == 20
    assert cell.check("little", "double", points=30) == 0
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert cell.check("little", "half", points=20) == 0
