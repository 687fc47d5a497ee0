"""Manual grading: what waits for a person, how it is shown, and what was decided."""
