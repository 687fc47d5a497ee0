"""What students hand in: where it is found, its source, answers, identity and deadlines."""
