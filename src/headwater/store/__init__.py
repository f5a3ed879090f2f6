"""The store: SQLite and PostgreSQL through one SQLAlchemy Core code, one module per noun.

In: nouns and plain values, on a connection that the caller opened with :meth:`headwater.store.db.Store.read` or
``write``. Out: nouns and small rows. Never: a decision about news, a network request, a commit of its own.
"""
