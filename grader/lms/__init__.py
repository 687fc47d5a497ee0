"""Grades on their way back to learning systems: into the systems' own files, as files to upload, or sent by LTI.

a system's own download ─▶ table ─▶ sheet (which column, which row is whose) ─▶ filling ─▶ the same file with marks
"""
