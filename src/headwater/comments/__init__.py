"""The rules of the comments: what may be written, how it is rendered, how it hangs together.

In: what somebody wrote, and what is known of them. Out: markup that is safe to show, a decision with its reasons, threads.
Never: a query, a clock, a page.
"""
