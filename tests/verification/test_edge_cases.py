"""What goes wrong at the edges only: each function has a check that sees it, and no check sees what nobody promised.

Every function of every assignment is handed in as each version of edge_cases.py: the reference, but for one case.
SEEN says which check is there for it; without that check, or with one that does not look, this fails.  NOT_ASKED says
where a version is no mistake, because the case cannot come or is not promised: then it costs nothing.
"""

import inspect

import edge_cases
import pytest
from homeworks import ROOT, Homeworks

from grader import sandbox, seeds
from grader.checks import judge
from grader.checks.probe import observe
from grader.model import Status

MADE = [made for made in vars(edge_cases).values() if inspect.isfunction(made)]
VERSIONS = [made.__name__ for made in MADE if [*inspect.signature(made).parameters] == ["right"]]
RIGHT = {"lists_out", "zero_dimensions", "other_order", "other_memory", "single_kept"}
ASSIGNMENTS = {path.stem: Homeworks(path.stem) for path in sorted((ROOT / "solutions").glob("*.py"))}
FUNCTIONS = [(name, function) for name, homeworks in ASSIGNMENTS.items() for function in homeworks.asked]

SEEN = {
    "perceptron": {
        "mp_neuron": {
            "batch_with_ties": "double_cut memory_order views_refused remembered extra_axis objects",
            "plain_lists": "lists_refused one_sample_refused one_class_refused",
            "neuron_leaves_its_inputs": "first_input_changed last_input_changed",
            "outputs_are_integers": "floats_for_integers",
        },
        "perceptron_fit": {
            "lists_and_integers": (
                "lists_refused integers_cut small_integers_wrapped double_cut memory_order views_refused "
                "one_class_refused remembered extra_axis objects"
            ),
            "inputs_are_left_alone": "first_input_changed last_input_changed buffer_reused",
            "already_right": "one_sample_refused",
            "ties_as_told": "floats_for_integers",
            "fit_in_single_precision": "single_halved",
        },
        "perceptron_criterion": {
            "drawn_criterion": "double_cut memory_order views_refused one_sample_refused remembered extra_axis objects",
            "criterion_leaves_its_inputs": "first_input_changed last_input_changed",
            "criterion_in_single_precision": "single_halved",
            "samples_on_the_line": "lists_refused",
        },
    },
    "delta_rule": {
        "lms_error": {
            "error_of_lists_and_integers": (
                "lists_refused integers_cut double_cut memory_order views_refused empty_refused remembered extra_axis "
                "objects"
            ),
            "error_leaves_its_inputs": "first_input_changed last_input_changed",
            "drawn_error": "one_sample_refused",
            "error_in_single_precision": "single_halved",
        },
        "delta_batch_step": {
            "batch_step_of_lists_and_integers": "lists_refused integers_cut extra_axis objects",
            "batch_step_of_views": "double_cut memory_order views_refused remembered",
            "drawn_batch_steps": "empty_refused one_sample_refused",
            "batch_step_leaves_its_inputs": "first_input_changed last_input_changed",
            "batch_step_in_single_precision": "single_halved",
        },
        "delta_incremental_epoch": {
            "pass_of_lists_and_integers": "lists_refused integers_cut extra_axis objects",
            "pass_of_views": "double_cut memory_order views_refused remembered",
            "drawn_passes": "empty_refused one_sample_refused",
            "pass_leaves_its_inputs": "first_input_changed last_input_changed",
            "pass_in_single_precision": "single_halved",
        },
        "sigmoid_unit_step": {
            "sigmoid_step_of_lists_and_integers": "lists_refused integers_cut double_cut extra_axis objects",
            "sigmoid_step_of_views": "memory_order views_refused remembered",
            "drawn_sigmoid_steps": "empty_refused",
            "sigmoid_step_leaves_its_inputs": "first_input_changed last_input_changed input_given_back buffer_reused",
            "lecture_sigmoid_step": "one_sample_refused",
            "sigmoid_step_in_single_precision": "single_halved",
        },
    },
    "bp_update": {
        "bp_step": {
            "other_kinds_of_arrays": (
                "lists_refused integers_cut small_integers_wrapped double_cut memory_order views_refused "
                "extra_axis objects"
            ),
            "inputs_are_left_alone": "first_input_changed last_input_changed input_given_back buffer_reused",
            "single_precision": "single_halved",
            "net_of_zero": "remembered",
        },
    },
    "softmax": {
        "softmax": {
            "softmax_leaves_its_input": "first_input_changed last_input_changed",
            "square_batch": "extra_axis objects",
            "integers_and_minus_infinity": "lists_refused integers_cut double_cut one_class_refused remembered",
            "along_any_axis": "memory_order views_refused one_sample_refused",
            "softmax_of_bytes": "small_integers_wrapped",
            "softmax_in_single_precision": "single_halved",
        },
        "logsumexp": {
            "logsumexp_leaves_its_input": (
                "one_class_refused first_input_changed last_input_changed input_given_back buffer_reused warned "
                "extra_axis objects"
            ),
            "logsumexp_of_minus_infinity": "lists_refused integers_cut double_cut remembered",
            "logsumexp_along_any_axis": "memory_order views_refused one_sample_refused",
            "logsumexp_of_bytes": "small_integers_wrapped",
            "logsumexp_in_single_precision": "single_halved",
        },
        "log_softmax": {
            "log_softmax_leaves_its_input": "first_input_changed last_input_changed",
            "log_softmax_of_integers_and_axes": (
                "lists_refused integers_cut double_cut memory_order views_refused "
                "one_sample_refused one_class_refused remembered extra_axis objects"
            ),
            "log_softmax_of_bytes": "small_integers_wrapped",
            "log_softmax_in_single_precision": "single_halved",
        },
        "softmax_jacobian": {
            "jacobian_elsewhere": (
                "lists_refused integers_cut double_cut views_refused one_class_refused remembered extra_axis objects"
            ),
            "jacobian_leaves_its_input": "first_input_changed last_input_changed",
            "jacobian_of_bytes": "small_integers_wrapped",
            "jacobian_in_single_precision": "single_halved",
        },
        "logsumexp_gradient": {
            "gradient_elsewhere": (
                "lists_refused integers_cut double_cut views_refused one_class_refused remembered extra_axis objects"
            ),
            "gradient_leaves_its_input": "first_input_changed last_input_changed buffer_reused",
            "gradient_of_bytes": "small_integers_wrapped",
            "gradient_in_single_precision": "single_halved",
        },
        "log_softmax_jacobian": {
            "log_jacobian_elsewhere": (
                "lists_refused integers_cut double_cut views_refused one_class_refused remembered extra_axis objects"
            ),
            "log_jacobian_leaves_its_input": "first_input_changed last_input_changed",
            "log_jacobian_of_bytes": "small_integers_wrapped",
            "log_jacobian_in_single_precision": "single_halved",
        },
        "softmax_vjp": {
            "product_elsewhere": (
                "lists_refused integers_cut double_cut views_refused one_class_refused remembered extra_axis objects"
            ),
            "product_leaves_its_inputs": "first_input_changed last_input_changed buffer_reused",
            "product_of_bytes": "small_integers_wrapped",
            "product_in_single_precision": "single_halved",
        },
        "softmax_cross_entropy": {
            "cross_entropy_elsewhere": (
                "lists_refused integers_cut double_cut memory_order views_refused "
                "one_sample_refused one_class_refused remembered extra_axis objects"
            ),
            "cross_entropy_leaves_its_inputs": "first_input_changed last_input_changed buffer_reused",
            "cross_entropy_of_bytes": "small_integers_wrapped",
            "cross_entropy_in_single_precision": "single_halved",
        },
    },
    "conv_size": {
        "conv_output_size": {
            "seven_three_three": "extra_axis objects floats_for_integers another_exception none_for_exception",
            "numpy_integers": "numpy_integers_refused",
        },
        "transposed_conv_output_size": {
            "one_pixel_and_numpy_integers": "numpy_integers_refused extra_axis objects floats_for_integers",
        },
        "same_padding": {
            "odd_kernels": "extra_axis objects floats_for_integers",
            "drawn_paddings": "numpy_integers_refused",
            "even_kernels_dilated": "another_exception none_for_exception",
        },
        "correlate2d": {
            "eight_bit_images": "small_integers_wrapped extra_axis objects",
            "image_is_left_alone": "double_cut first_input_changed last_input_changed input_given_back buffer_reused",
            "any_kind_of_array": "lists_refused memory_order views_refused",
            "smallest_and_largest_kernels": "one_sample_refused one_class_refused",
            "single_precision": "single_halved",
            "lecture_map": "remembered",
        },
        "convolve2d": {
            "drawn_convolutions": (
                "small_integers_wrapped memory_order views_refused one_sample_refused one_class_refused "
                "extra_axis objects"
            ),
            "convolution_leaves_its_inputs": "first_input_changed last_input_changed",
            "other_convolutions": "lists_refused double_cut remembered",
            "convolution_in_single_precision": "single_halved",
        },
    },
    "rnn": {
        "rnn_forward": {
            "no_step": "double_cut empty_refused extra_axis objects",
            "forward_leaves_its_inputs": "first_input_changed last_input_changed",
            "lists_and_integers": (
                "lists_refused integers_cut small_integers_wrapped memory_order views_refused remembered"
            ),
            "one_step": "one_sample_refused one_class_refused",
            "single_precision": "single_halved",
        },
        "rnn_cell_concat": {
            "cell_leaves_its_inputs": "first_input_changed last_input_changed",
            "other_cells": (
                "lists_refused integers_cut double_cut memory_order views_refused one_sample_refused remembered "
                "extra_axis objects"
            ),
            "cell_in_single_precision": "single_halved",
            "drawn_cells": "one_class_refused",
        },
        "rnn_bptt": {
            "gradients_of_no_step": "double_cut empty_refused extra_axis objects",
            "bptt_leaves_its_inputs": "first_input_changed last_input_changed buffer_reused remembered",
            "gradients_of_lists": "lists_refused integers_cut small_integers_wrapped memory_order views_refused",
            "gradients_of_one_step": "one_sample_refused one_class_refused",
            "gradients_in_single_precision": "single_halved",
        },
    },
}
SIZES = "conv_output_size transposed_conv_output_size same_padding"
ONE_VECTOR = "softmax_jacobian logsumexp_gradient log_softmax_jacobian softmax_vjp"
DELTA = "delta_batch_step delta_incremental_epoch sigmoid_unit_step lms_error"
BATCHES = "softmax logsumexp log_softmax softmax_cross_entropy"

# (versions, functions, why): "*" is every function that SEEN has no check for.
NOT_ASKED = [
    (
        "lists_refused small_integers_wrapped integers_cut single_halved double_cut memory_order views_refused",
        SIZES,
        "takes and gives single integers",
    ),
    (
        "empty_refused one_sample_refused one_class_refused first_input_changed last_input_changed buffer_reused",
        SIZES,
        "has no arrays",
    ),
    ("remembered", SIZES, "what is known of the same numbers may be remembered"),
    ("integers_cut", "mp_neuron perceptron_criterion correlate2d convolve2d", "integers in give integers out"),
    (
        "small_integers_wrapped",
        f"mp_neuron perceptron_criterion {DELTA} rnn_cell_concat",
        "right homework adds bytes up as bytes, and NumPy's tanh of bytes has half precision",
    ),
    ("single_halved", "mp_neuron", "gives integers"),
    ("memory_order", ONE_VECTOR, "a vector has one order"),
    (
        "empty_refused",
        f"mp_neuron perceptron_fit perceptron_criterion {BATCHES}",
        "no sample is not promised; np.apply_along_axis raises there",
    ),
    ("empty_refused one_sample_refused", f"bp_step {ONE_VECTOR}", "takes one sample"),
    ("empty_refused", "correlate2d convolve2d rnn_cell_concat", "no pixel, and no input, is not promised"),
    ("one_class_refused", f"perceptron_criterion bp_step {DELTA}", "there is a bias beside the inputs, or two of them"),
    (
        "buffer_reused",
        "*",
        "is seen inside the worker alone, where it could be forged: one check of an assignment asks",
    ),
    ("numpy_integers_refused", "*", "takes no integer by itself"),
    ("floats_for_integers", "*", "a whole number may be a float where it is no size and no index"),
    ("warned", "*", "warnings are seen inside the worker alone: one check of softmax asks"),
    ("another_exception none_for_exception", "*", "no exception is asked for"),
    ("input_given_back", "*", "the result is not what came in, or only where there is nothing to do"),
]


def responsible(name, function):
    """The check that sees each version of a function."""
    return {version: check for check, versions in SEEN[name][function].items() for version in versions.split()}


def excused(name, function):
    """The versions of a function that are no mistake."""
    seen, found = responsible(name, function), set(RIGHT)
    for versions, functions, _ in NOT_ASKED:
        if functions == "*" or function in functions.split():
            found |= {v for v in versions.split() if functions != "*" or v not in seen}
    return found


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as running:
        yield running


@pytest.fixture(scope="module")
def keys():
    return {name: homeworks.assignment.answer_key("public") for name, homeworks in ASSIGNMENTS.items()}


def homework(homeworks, function, version):
    """The reference as a homework, with one function in another version; the others go on calling the right one."""
    own = "\n".join(f"{asked} = space[{asked!r}]" for asked in homeworks.asked)
    versions = inspect.getsource(edge_cases)
    return f"{versions}\nspace = {{}}\nexec({homeworks.source()!r}, space)\n{own}\n{function} = {version}({function})\n"


def losing(box, key, assignment, function, source):
    """The checks of a function that a homework does not pass."""
    lost = set()
    with box.open(["homework.py"], [source], assignment.name) as session:
        for check in assignment.checks:
            if check.task == function:
                session.begin_check()
                want, rng = key.expected(check), seeds.generator("public", assignment.name, check.name)
                got = observe(check.probe, session, rng, want.calls)
                if judge.judge(check, got, want).status is not Status.PASSED:
                    lost.add(check.name)
    return lost


@pytest.mark.parametrize(("name", "function"), FUNCTIONS)
def test_each_edge_case_is_seen_by_the_check_that_is_there_for_it(name, function, box, keys):
    homeworks = ASSIGNMENTS[name]
    told = {
        version: losing(box, keys[name], homeworks.assignment, function, homework(homeworks, function, version))
        for version in VERSIONS
    }
    for version, check in responsible(name, function).items():
        assert check in told[version], f"{check} is to see that {function} is wrong: {version}"
    assert {v: told[v] for v in excused(name, function) if told[v]} == {}


@pytest.mark.parametrize(("name", "function"), FUNCTIONS)
def test_each_edge_case_of_each_function_is_thought_of(name, function):
    seen, out = responsible(name, function), excused(name, function)
    assert seen.keys() | out == set(VERSIONS), "a version is neither in SEEN nor in NOT_ASKED"
    assert not seen.keys() & out


def test_nothing_is_said_of_what_is_not_there():
    assert {(name, function) for name, functions in SEEN.items() for function in functions} == set(FUNCTIONS)
    known = {function for _, function in FUNCTIONS}
    for versions, functions, _ in NOT_ASKED:
        assert set(versions.split()) <= set(VERSIONS)
        assert functions == "*" or set(functions.split()) <= known
