"""nbgrader with this grader's judge: notebooks from assignments, marks into its gradebook, its feedback from our checks.

Imports are absolute: `import nbgrader` in here is the real one, and an optional extra.
"""
