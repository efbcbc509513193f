"""References survive being read aloud and mistyped; a code comes from a secret token and is kept hashed."""

import random

import pytest

from assistant.rights.references import ALPHABET, hashed, matches, new_code, new_reference, read_reference

KEY = b"k" * 32


def test_references_are_many_and_read_back_however_they_are_typed() -> None:
    drawn = {new_reference() for _ in range(2000)}
    assert len(drawn) == 2000
    for reference in list(drawn)[:200]:
        assert len(reference) == 14
        assert set(reference) <= set(ALPHABET) | {"-"}
        sloppy = reference.lower().replace("-", " ").replace("1", "l").replace("0", "o")
        assert read_reference(sloppy) == reference


def test_every_single_slip_and_every_exchange_of_two_is_noticed() -> None:
    plain = new_reference().replace("-", "")
    for place, was in enumerate(plain):
        for other in ALPHABET.replace(was, ""):
            assert read_reference(plain[:place] + other + plain[place + 1 :]) is None
    for one in range(len(plain)):
        for two in range(one + 1, len(plain)):
            swapped = list(plain)
            swapped[one], swapped[two] = swapped[two], swapped[one]
            if plain[one] != plain[two]:
                assert read_reference("".join(swapped)) is None


@pytest.mark.parametrize(
    "typed", ["", "   ", "ABCD-EFGH", "U" * 12, "ABCD-EFGH-JKMN-PQRS", "xxxxx-xxxxx", "éééééééééééé"]
)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert read_reference(typed) is None


def test_a_token_gives_its_code_and_no_other() -> None:
    code = new_code(KEY, "token-one")
    assert code == new_code(KEY, "token-one")
    assert len({code, new_code(KEY, "token-two"), new_code(b"other" * 7, "token-one")}) == 3
    assert [len(group) for group in code.split("-")] == [5, 5]
    assert set(code) <= set(ALPHABET) | {"-"}


def test_codes_use_the_whole_alphabet_evenly() -> None:
    drawn = "".join(new_code(KEY, str(n)).replace("-", "") for n in range(2000))
    counts = [drawn.count(character) for character in ALPHABET]
    assert min(counts) > 500
    assert max(counts) < 750


def test_a_code_is_kept_hashed_and_understood_as_it_is_said() -> None:
    code = new_code(KEY, "token")
    kept = hashed(code)
    assert code.replace("-", "").encode() not in kept.hash + kept.salt
    assert kept.hash != hashed(code).hash
    assert matches(code, kept)
    assert matches(code.lower().replace("-", " ").replace("0", "O").replace("1", "i"), kept)
    wrong = random.Random(7).sample(ALPHABET, 10)
    for other in ("", "".join(wrong), code[:-1], code + "0"):
        assert not matches(other, kept)
    assert not matches(code, None)
