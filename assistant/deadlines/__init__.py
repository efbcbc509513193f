"""When is it due: the law's clocks as data, Minnesota's legal holidays, and the count of days with its reasons.

limits      every clock that the law sets, read from limits.toml
calendar    which days are closed: Saturdays, Sundays, legal holidays
due         the date, the law that governs it, and each day counted or skipped

Nothing here is wording: reasons are codes, and the words for them are in `i18n` under `due`.
"""
