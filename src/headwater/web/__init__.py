"""The site: pages, our own feeds, the read API and what machines ask for.

In: the store's released publications, outlets, stories and the feeds' health, read through ``store.pages`` and
``store.directory``; requests from anyone. Out: HTML, Atom, RSS, JSON Feed, OPML, sitemaps, JSON. Never: a word that
``publish.release`` did not release, a script, a cookie, a request to anybody else's server.
"""
