"""Publish: an item, its origin and its allowance come in; the one record that readers may see goes out, and a rank.

Never: anything shown that the allowance does not cover, a text changed beyond cutting, or a link to a redirector.
"""
