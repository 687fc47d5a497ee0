"""What was handed in -> source, answers, identity and deadlines."""
