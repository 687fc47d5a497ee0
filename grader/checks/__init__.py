"""What a check asks and what is right: declarations, probes, expectations, comparison and the judge."""
