"""Headwater: a self-hosted aggregator of the world's news that shows where every item comes from.

The river, in the order of :mod:`headwater.pipeline`:

=========  ====================================  ==========================================
step       function                              gives
=========  ====================================  ==========================================
poll       ``feeds.schedule.next_poll``          when a feed is visited next
fetch      ``fetch.client.Client.get``           Response, NotModified or Refused
parse      ``parse.feed.parse``                  entries and warnings
allow      ``rights.allow``                      what may be fetched, kept, analysed, shown
extract    ``extract.article.extract``           Article or NotArticle with its reason
dedup      ``dedup.match.match``                 Copy, Revision or New, with evidence
cluster    ``cluster.assign.place``              a Placement in a story
trace      ``trace.origin.trace``                the Origin with evidence and confidence
publish    ``publish.release.release``           the Publication: all that readers may see
picture    ``images.decode.make``                Made with its credits and hashes, or Bad
=========  ====================================  ==========================================

Every step gathers what it needs, lets a pure function decide, and saves the result together with what comes
next in one transaction.
"""

__version__ = "0.1.0"
