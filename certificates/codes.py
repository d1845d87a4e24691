"""The verification code on a document: short enough to type, hard to guess, and it knows its own typing errors.

Eleven random symbols (55 bits) and one check symbol, all from Crockford's alphabet, which leaves out I, L, O and U.
The symbols are numbers of the field GF(32). With `w(i)` a different power of the field's generator for each place,
a code is whole when the sum of `w(i) * symbol(i)` is zero. All weights are non-zero, so one wrong symbol always shows;
all weights differ, so two symbols that changed places always show.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
LONGEST_TYPED = 64
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011")
_IGNORED = frozenset("PZCS")  # punctuation, spaces, control and format characters, signs such as the minus


def _times_generator(value: int) -> int:
    """Multiply by x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _check_value(symbols: str) -> int:
    """Return the weighted sum of `symbols`; the weight of the last place is 1, of the one before it x, and so on."""
    total = 0
    for symbol in symbols:
        total = _times_generator(total) ^ _VALUE[symbol]
    return total


def with_check_symbol(payload: str) -> str:
    """Return the eleven symbols of `payload` followed by the symbol that makes the code whole."""
    return payload + ALPHABET[_times_generator(_check_value(payload))]


def new_code() -> str:
    """Return a new random code of twelve symbols, without dashes, as it is stored."""
    return with_check_symbol("".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)))


def normalise(typed: str) -> str | None:
    """Return the stored form of what somebody typed, or None when it cannot be a code.

    Forgives spaces, dashes of every kind, small letters, O for 0, and I or L for 1. None means that the length, a
    symbol or the check symbol is wrong, so the database need not be asked.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    folded = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(sign for sign in folded if unicodedata.category(sign)[0] not in _IGNORED)
    code = kept.translate(_LOOKALIKES)
    if len(code) != LENGTH or not set(code) <= _VALUE.keys():
        return None
    return code if _check_value(code) == 0 else None


def printed(code: str) -> str:
    """Return the code as the paper shows it: `7K4M-Q2XV-9RTB`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
