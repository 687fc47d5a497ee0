"""Export formats: a file each, found by its name, whose first lines are the help of `grader export NAME`."""
