"""The site of these pages: `sphinx-build -W docs site`.  Nothing is loaded from anywhere when it is built or read."""

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _PROJECT["name"]
author = _PROJECT["authors"][0]["name"]
project_copyright = f"2026, {author}"
release = _PROJECT["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc"]
nitpicky = True
highlight_language = "none"  # a block without a language is text
default_role = "literal"  # docstrings write `names` as these pages do
autodoc_preserve_defaults = True
autodoc_typehints = "none"
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"{project} {release}"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
