"""What people read of results: text, pages, figures and class statistics."""
