"""Manual grading: the cases that wait for a person, how they are shown, and the decisions."""
