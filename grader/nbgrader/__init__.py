"""Grading inside nbgrader: notebooks from assignments, this grader's judge, its marks in gradebook and feedback.

Imports are absolute: `import nbgrader` in here is the real one, and an optional extra.
"""
