"""Assignments loaded from their three files, with answer key, handout, release and scaffold."""
