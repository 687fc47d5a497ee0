"""Declarations of checks, their expectations, comparison, probe and judge: what a check asks and what is right."""
