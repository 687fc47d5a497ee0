"""The three files of an assignment -> an Assignment, with its answer key, handout, release and scaffold."""
