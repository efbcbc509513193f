"""What is handed over: papers made from values that are decided elsewhere, as PDFs that everybody can read.

letter     the blocks of a paper, and the paper as PDF
pdf        typst, for all of them
consent    a consent to be filled in and signed
record     what was decided on a disclosure, for the file

Nothing is decided here, and nothing is filled in that is not known: what is unknown is a line to write on.
"""
