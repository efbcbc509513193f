"""What we may say: a question in, a typed ending out.

    question → search → evidence → draft → grounding → Response

Every statement is a sentence of a document, shown with that document. No other text is composed.
"""
