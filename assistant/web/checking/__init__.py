"""The disclosure check as pages: from what somebody wants to a decision that can be printed.

state          where a check stands, and the moves from one state to the next
starting       what they want, in words; then who would get what, to be confirmed
interviewing   one question at a time, beside everything told so far
deciding       the decision with all that stands behind it, and the papers for the file
outcome, stack, duties, changing   its parts as markup
offering       how a question on the Ask page leads here
"""
