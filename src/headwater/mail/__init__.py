"""The only room that speaks to mail servers and mail folders.

In: settings, letters to send. Out: whether they were taken; raw messages with the time at which our own mail host had
them. Never: a look into what a message says, a deletion, or an error of a library that leaves this room.
"""
