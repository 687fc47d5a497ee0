"""The checks checked: references, mistakes, mutants and drawn numbers held against an assignment."""
