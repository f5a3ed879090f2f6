"""The registry's rules: histories and answers come in, the time of the next poll, candidates for an outlet's feeds and
the outlets that ship with the program go out; never a parse or a request of its own."""
