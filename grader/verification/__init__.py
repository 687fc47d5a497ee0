"""Verification of assignments: reference, misconceptions, mutants and drawn numbers tried on their checks."""
