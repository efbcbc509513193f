"""May this record go to that person? Facts in, a decision by cited rules out.

vocabulary.toml, rules/*.toml   the law as data, for counsel to read and sign
facts      what is known: closed words, three-valued answers, and what follows from them
rules      the rule book, with every citation found
settle     the order in which rules are read, for one kind of data
duties     what must be done before, with and after
case, opening, reaching, weighing   what the open facts can still do
changing   what is missing, and what would change the outcome
decide     the whole decision, in the shape of `decision`
interview  which question to ask next
prefill    what free text clearly says, to be confirmed (with phrases, sentence)
authorised the check as it is done for a person, who must be allowed to
tried      the cases by which each rule is tried
coverage   which paragraphs of the law no rule covers
"""
