"""The use cases of people: what a complainant, a reviewer, a moderator, a reader or an operator does, saved with what follows.

In: a store, what was asked or decided, the time. Out: rows, in one transaction with what comes next. Never: a look at
who is asking (the caller has done that), a fetch, or a page. Web, command line and the tick ``tend`` call the same functions.
"""
