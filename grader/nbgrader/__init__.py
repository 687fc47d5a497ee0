"""nbgrader with this grader's judge: notebooks from assignments, our marks in its gradebook and its feedback.

Imports are absolute: `import nbgrader` in here is the real one, and an optional extra.
"""
