"""Extraction: a page comes in, an Article or a NotArticle with its reason goes out. It depends on the page (and its
entry) alone and never fetches, stores, asks about rights, or raises on any bytes."""
