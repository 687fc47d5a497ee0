"""Marking of what students work out by hand: answers, worksheets, formulas and prose."""
