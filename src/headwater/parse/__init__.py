"""Feed documents to entries: bytes of RSS, Atom, JSON Feed, sitemaps and OPML come in, ``model.ParsedFeed`` and typed
warnings go out; never a request, an exception on any bytes, or time beyond what the size of the document explains."""
