"""What happened, for good: requests and the disclosure log, kept so that they can be read later and believed.

tables       what is stored: chained events without personal data, and beside them what is sealed
database     open it, bring its tables up to date, read and write it, on SQLite or PostgreSQL
sealing      the master key's file, and what one key seals
keyring      the keys that the database keeps, wrapped by the master key; rotation
events       append one, read them; the second of two who act at once is told
attachments  documents: looked at by content, then sealed
blind        find a person's requests without storing the person
verifying    is each chain whole, and each sealed thing what was stored?
retention    shred what is old; only that it happened stays
disclosures  who was given what about a student, and why (34 CFR 99.32)

Three rules hold everywhere here. Events hold codes, dates and digests, never what a person typed. What a person typed
is sealed under a key that belongs to one request alone, so that shredding the key shreds it. And time is an argument.
"""
