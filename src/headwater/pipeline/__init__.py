"""The machine's use cases, in the order of the river: gather, digest, tend.

In: a store, a clock, tools (:mod:`.tools`) and a budget. Out: rows in the store, and a :class:`.tools.Tally`.
Never: a rule about news of its own: each module gathers, lets a stage decide, and saves.

``gather`` leases due hosts (:mod:`.gather`), polls a feed (:mod:`.poll`), reads a page (:mod:`.read`) or has a picture made
(:mod:`.picture`) of each;
``digest`` compares, places, traces and releases what is pending (:mod:`.digest`); ``tend`` keeps house
(:mod:`.tend`). Every tick may be repeated or lost without harm.
"""
