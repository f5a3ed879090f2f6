"""All HTTP that leaves the house.

In: requests, and what is remembered of hosts (turns) and of their robots.txt. Out: Response, NotModified or Refused,
always a value. Never: a private address, a host asked faster than it wants, a cookie, or an unbounded body.
"""
