"""Text, pages, figures and class statistics for people to read."""
