"""The sample web: invented outlets that Headwater gathers over real HTTP where there is no network.

In come the TOML files under ``content`` and the pictures under ``images``, all written and drawn for this
project; out go front pages, articles, feeds and pictures on ``<slug>.localhost``, and the truth about each of
them for the end-to-end tests. It never imports the rest of Headwater and never listens beyond loopback.
"""
