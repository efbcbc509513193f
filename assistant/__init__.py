"""The privacy assistant of a school district. Read the packages in this order:

corpus      what we may quote: documents with their facts and digests, cut into passages
retrieval   how we find it: an encoder, a FAISS index, a word index, and the search over them
deadlines   when is it due: every clock of the law as data, each day counted or skipped with its reason
ledger      what happened, for good: sealed, append-only, each event chained to the one before
answering   what we may say: a question in, an ending out, every statement checked against its passage
disclosure  may this record go to that person: facts in, a decision by cited rules out
rights      a family asks, and the clock starts: forms as data, requests kept, their status told from what happened
letters     what we hand over: papers as tagged PDF
checking    the disclosure check on a terminal, and desk, the office's view of what was filed
doctor      is all well, and what is left to do before families use it
i18n        every word that a family or a clerk reads
web         the only importer of streamlit and starlette: the pages, the routes, the headers

Nothing leaves the machine.
"""

__version__ = "0.1.0"
