"""How good is it? Cases as data, run through the app's own public functions, scored, compared, one verdict.

cases       a case and the files they are read from; a mistake names file, case, key and fix
bench       the parts under test, loaded once, and one run of a question
suites      what is asked of each case, and when it passes
deadlines   the suite of due dates: facts in, a date out
metrics     the field's measures, bootstrap intervals, the sign test
figures     means over sets of cases, each with its interval and its bar
report      the comparison with the baseline, and the one rule that ends a run red or green
baseline    what was accepted: the ratchet, and the figures that the app's own page shows
ablation    each ingredient of the search taken away
explain     one case laid open
terminal, junit, page, charts      the report for eyes, for machines and for a browser
"""
