"""A student's formula as text -> an expression of our own, compared with the reference at random points."""
