"""Trace: an article and what is known of it come in; where its text and its news come from goes out, with evidence.

Never: a request (pages that would settle a question are wishes), or a name without the words that bear it out.
"""
