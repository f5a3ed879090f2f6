"""Pictures: bytes in, small clean copies with their credits out.

In: the bytes of a picture as fetched. Out: a few sizes, re-encoded with credit, copyright and licence written back, what
the file says of its rights, perceptual hashes; or why it is no picture. Never: a byte of the original passed on, a
decoder outside the list of five formats, or a decision about what may be shown.
"""
