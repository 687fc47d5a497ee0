# Tries: to import the grader, the solutions and the checks, and read them
# ends: value
import importlib, sys
def f(x):
    out = []
    sys.meta_path[:] = [m for m in sys.meta_path if type(m).__name__ != "StandIn"]
    sys.path[:0] = ["REPOSITORY", "REPOSITORY/solutions", "SECRETDIR", "."]
    for name in ("grader", "grader.sandbox.host", "grader.sandbox.session", "solutions.softmax", "autotests.softmax",
                 "solutions.perceptron", "secret_module", "softmax", "pytest", "hypothesis"):
        try:
            module = importlib.import_module(name)
            if getattr(module, "__file__", None):
                out.append(("BREACH", name, open(module.__file__).read()[:1000]))
        except BaseException as e:
            out.append((name, type(e).__name__))
    for name in ("host.py", "session.py", "channel.py", "../model.py", "../../pyproject.toml", "../../solutions"):
        try:
            out.append(("BREACH", open("REPOSITORY/grader/sandbox/" + name).read()[:100]))
        except OSError as e:
            out.append(e.errno)
    return out
