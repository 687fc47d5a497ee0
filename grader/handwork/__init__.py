"""Hand-worked answers, worksheets, formulas and prose of a submission -> check results."""
