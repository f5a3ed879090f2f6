"""The command ``headwater``: one module a group of commands.

In: arguments, settings, standard input. Out: text for people, JSON where a program may read it, exit status 0, 1 (it
did not succeed), 2 (wrongly asked or set up), 75 (try again later). Never: a decision; each command calls what the
processes call.
"""
