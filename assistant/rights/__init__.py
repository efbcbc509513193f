"""A family asks, and the clock starts.

forms       what each form asks and which law asks for it, whose clock runs, what follows: forms.toml
answers     the door: what was typed becomes the answers of a form, or what is wrong with them
standing    whose right it is and what may help to show it: standing.toml
request     a filed request, and all that can happen to it
status      where a request stands, told from what happened
store       requests kept: filed once, acted on by one at a time, shredded in the end
references  references that can be read aloud, and codes that open them
visiting    a family comes back with both
finding     by what a request is found, and which others may be the same
"""
