"""Marks on their way back: into the files that learning systems give out, as files for an upload, or sent by LTI.

a system's own download ─▶ table ─▶ sheet (which column, which row is whose) ─▶ filling ─▶ the same file with marks
"""
