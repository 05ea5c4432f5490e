"""One-time codes (RFC 6238). Knows time steps and secrets; knows no account, session or form."""

import hmac
import re
import unicodedata

import pyotp

STEP_SECONDS = 30
DIGITS = 6
MOST_DRIFT = 8
"""By how many time steps (four minutes) an app's clock may be wrong: one limit for enrolling and signing in."""
_WINDOW = (0, -1, 1)
_BETWEEN = 4
_NEARBY = 20
_MAX_TYPED = 32
_SPACES = re.compile(r"[\s\-]+")


def new_secret() -> str:
    """160 random bits in base32 (RFC 4226 §4 asks for 128 at least)."""
    return pyotp.random_base32(32)


def typed_code(untrusted_code: str) -> str | None:
    """The six ASCII digits of what was typed, None when it holds no code.

    Full-width digits are read as digits; spaces and hyphens are left out.
    """
    if len(untrusted_code) > _MAX_TYPED:
        return None
    code = _SPACES.sub("", unicodedata.normalize("NFKC", untrusted_code))
    return code if len(code) == DIGITS and code.isascii() and code.isdecimal() else None


def present_step(moment_seconds: float) -> int:
    """The time step that a right clock is in. `moment_seconds`: Unix time."""
    return int(moment_seconds) // STEP_SECONDS


def matching_steps(secret: str, code: str, moment_seconds: float, drift_steps: int = 0) -> list[int]:
    """The time steps that have this code: usually none or one.

    `secret` in base32, `code` six digits. Looked at are the present step of a clock that is wrong by `drift_steps`, as
    was learned of this app (RFC 6238 §6), the one before and the one after, and the same three of a right clock, to
    which its owner may have set it since. The caller has to check that the step was not used before.
    """
    now, generator = present_step(moment_seconds), _generator(secret)
    steps = dict.fromkeys(now + middle + offset for middle in (drift_steps, 0) for offset in _WINDOW)
    return [step for step in steps if step >= 0 and hmac.compare_digest(generator.generate_otp(step), code)]


def learned(step: int, moment_seconds: float) -> int:
    """The drift to keep after a code of this step was accepted, at most MOST_DRIFT each way."""
    return max(-MOST_DRIFT, min(MOST_DRIFT, step - present_step(moment_seconds)))


def seconds_off(secret: str, code: str, moment_seconds: float) -> int | None:
    """How many seconds ahead of now this code would be right, negative: how long ago it was; at most ten minutes.

    None when it is no code of that time. It signs nobody in.
    """
    now, generator = present_step(moment_seconds), _generator(secret)
    offsets = sorted(range(-_NEARBY, _NEARBY + 1), key=abs)
    found = (each for each in offsets if hmac.compare_digest(generator.generate_otp(now + each), code))
    return next((each * STEP_SECONDS for each in found), None)


def two_steps(secret: str, first: str, second: str, moment_seconds: float) -> int | None:
    """The time step of `second` when both codes are right and `first` is of an earlier step; None otherwise.

    A clock that is wrong by at most MOST_DRIFT steps is taken, and no more than two minutes between the codes. Two
    codes show that the app keeps the secret and that its clock runs; one could be guessed or copied.
    """
    now, generator = present_step(moment_seconds), _generator(secret)
    codes = {now + offset: generator.generate_otp(now + offset) for offset in range(-MOST_DRIFT - 1, MOST_DRIFT + 1)}
    pairs = [
        later
        for earlier in codes
        for later in range(earlier + 1, earlier + _BETWEEN + 1)
        if later in codes and hmac.compare_digest(codes[earlier], first) and hmac.compare_digest(codes[later], second)
    ]
    return min(pairs, key=lambda step: abs(step - now), default=None) if first != second else None


def _generator(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)


def provisioning_uri(secret: str, login: str, issuer: str = "議場") -> str:
    """The otpauth address that an authenticator app reads from a QR code."""
    return _generator(secret).provisioning_uri(name=login, issuer_name=issuer)
