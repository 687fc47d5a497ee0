"""The marking engine for dependent values: a slip costs the step where it was made, not all that follows."""
