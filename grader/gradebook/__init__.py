"""What is kept of a run: results, recorded calls, decisions of people, published grades; append-only."""
