"""A name that is not there: which one may have been meant."""

from grader.near_names import did_you_mean, nearest_name, unknown_name


def test_the_nearest_of_some_names_is_found_where_one_is_near_enough():
    assert nearest_name("softmx", ["softmax", "perceptron"]) == "softmax"
    assert nearest_name("softmx", {"softmax": 1}, 0.95) == ""
    assert nearest_name("xor", []) == ""


def test_a_sentence_names_what_may_be_meant_or_all_that_there_are():
    assert did_you_mean("softmx", ["softmax"], "choose one") == "did you mean softmax?"
    assert did_you_mean("xor", ["softmax"], "choose one") == "choose one"
    assert unknown_name("setting", "Late", ("late", "due")) == "there is no setting 'Late'; did you mean late?"
    assert unknown_name("assignment", "xor", ["a", "b"]) == "there is no assignment 'xor'; there are: a, b"
    assert unknown_name("assignment", "xor", []) == "there is no assignment 'xor'; there are: none"
