"""Why an item is shown as it is, in words: the reasons that the release gate gives.

In: a ``model.Reason``. Out: a sentence in plain English, with the publisher's words where there are any. Never: a reason
that cannot be explained.
"""

from __future__ import annotations

from headwater import model

_WHERE = {"page": "on the page", "header": "in the answer's headers", "feed": "in the feed", "robots.txt": "in robots.txt"}
_SENTENCES = {
    "unknown-rights": "We know of no licence for this text, so we show the headline and a short excerpt of the outlet's own feed.",
    "operator-licence": "The operator of this site has an agreement with the publisher.",
    "outlet-policy": "The operator of this site limits what is shown of this outlet.",
    "licence-expired": "The operator's licence for this outlet has run out.",
    "licence-unread": "The publisher names terms that we cannot read by machine, so they count as no permission.",
    "licence-non-commercial": "The licence permits non-commercial use only, and this site is run commercially.",
    "supplied-by-another": "The text came from somebody else, to whom the outlet's licence does not extend.",
    "subscription": "The publisher says that the article is for subscribers.",
    "tdm-reservation": "The publisher reserves text and data mining, so we use the feed's entry alone.",
    "rsl-licence": "The publisher states its own licence terms (RSL).",
    "media-status": "The publisher has withdrawn the item.",
    "media-restriction": "The publisher does not want its pictures shared.",
    "robots-noindex": "The publisher asks not to be listed in searches, so only the headline and the link are shown.",
    "robots-none": "The publisher asks not to be listed in searches, so only the headline and the link are shown.",
    "robots-nosnippet": "The publisher asks that no excerpt be shown.",
    "robots-max-snippet": "The publisher sets the length of excerpts.",
    "robots-noarchive": "The publisher asks that no copy be kept.",
    "robots-nocache": "The publisher asks that no copy be kept.",
    "robots-noimageindex": "The publisher asks that its pictures not be shown.",
    "robots-max-image-preview": "The publisher asks that its pictures not be shown.",
    "robots-noai": "The publisher asks that no machine learning be done with the text.",
    "robots-unavailable-after": "The publisher says how long the item may be shown.",
    "desk-withheld": "This item is withheld after a decision of this site's desk.",
    "desk-link-only": "After a decision of this site's desk only the headline and the link are shown.",
    "withdrawn": "The outlet has withdrawn this article.",
    "gone": "The outlet's page is no longer there.",
    "no-reference": "No address of the outlet's own page is known.",
}


def explain(reason: model.Reason) -> str:
    """A reason in plain English, with the publisher's words where there are any."""
    sentence = _SENTENCES.get(reason.rule)
    if sentence is None and reason.rule.startswith("licence-"):
        sentence = "The text is published under an open licence, so we show it whole."
    elif sentence is None and reason.rule.endswith("-search"):
        sentence = "The publisher does not want the text used for search, so only the headline and the link are shown."
    elif sentence is None and reason.rule.startswith(("content-usage", "content-signal")):
        sentence = "The publisher limits what machines may do with the text."
    sentence = sentence or "A rule of the publisher or of this site decides."
    if not reason.quote:
        return sentence
    return f"{sentence[:-1]}: “{reason.quote}”" + (f" {_WHERE[reason.where]}." if reason.where in _WHERE else ".")
