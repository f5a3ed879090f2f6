"""The schema's history: one file a step in ``versions``, forward only, run by alembic from inside the package.

In: a database of any earlier version, or an empty one. Out: one of this version. Never: a way back (restore a backup
instead), or a change to a step that has been released.
"""
