"""Grades on their way back to learning systems: into the systems' own files, as files to upload, or sent by LTI.

a system's own file ─▶ table ─▶ columns (of the mark, of ids) ─▶ grades joined by id ─▶ the same file with marks
"""
