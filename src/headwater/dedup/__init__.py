"""Copies: in come articles and earlier articles near enough to be compared; out go the relation of the two
(copy, revision, new) with its evidence, and the fingerprints by which a store finds what is near. Never: a query,
a verdict on who is the primary source (that is ``trace``), or a quotation of anybody's text in the evidence.
"""
