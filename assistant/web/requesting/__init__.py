"""Making a request: from a situation in plain words to a filed form, one question a page.

draft        where a form stands, and its moves; no widget
visit        the draft of this visit, kept in its session and nowhere else
choosing     which form: situations, grouped; and the guides to what is not the district's
starting     what the form is for, what follows, and how the answers are used
questioning  one question a page
advising     whose right it is, before the questions about it
reviewing    all answers, each with a way to change it
filing       the request handed to the office
confirming   reference and code, what follows, by when
counting     the due date drawn as a calendar
keeping      a copy to keep, as a page, as text, as PDF
saving       the buttons that hand it over
offering     the way here from an answer of the Ask page
wording      questions, answers, laws and limits in words
"""
