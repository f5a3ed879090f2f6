"""The rules of the rights desk: what a notice must say, how it is judged, what happens when, what is written to whom.

In: nouns. Out: nouns, steps and letters. Never: a query, the clock, or a mail that is sent.
"""
