"""One-time codes (RFC 6238). Knows time steps and secrets; knows no account, session or form."""

import hmac
import re
import unicodedata

import pyotp

STEP_SECONDS = 30
DIGITS = 6
_WINDOW = (0, -1, 1)
_MAX_TYPED = 32
_SPACES = re.compile(r"[\s\-]+")


def new_secret() -> str:
    """160 random bits in base32 (RFC 4226 §4 asks for 128 at least)."""
    return pyotp.random_base32(32)


def typed_code(untrusted_code: str) -> str | None:
    """Six ASCII digits from what was typed, full-width digits and spaces forgiven; None when it is no code."""
    if len(untrusted_code) > _MAX_TYPED:
        return None
    code = _SPACES.sub("", unicodedata.normalize("NFKC", untrusted_code))
    return code if len(code) == DIGITS and code.isascii() and code.isdecimal() else None


def matching_steps(secret: str, code: str, moment_seconds: float) -> list[int]:
    """The time steps (this one, the last, the next) whose code this is; usually none or one.

    One step each way allows for clocks that are up to half a minute apart. Whether a step was used before is the
    caller's to know.
    """
    now = int(moment_seconds) // STEP_SECONDS
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    steps = [now + offset for offset in _WINDOW]
    return [step for step in steps if step >= 0 and hmac.compare_digest(generator.generate_otp(step), code)]


def two_steps(secret: str, first: str, second: str, moment_seconds: float) -> int | None:
    """The step of the second of two codes that follow each other, both of the last two minutes; None otherwise.

    Two show that the app's clock runs and that the secret was kept, which one lucky or copied code does not.
    """
    now = int(moment_seconds) // STEP_SECONDS
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    steps = [now + offset for offset in (-4, -3, -2, -1, 0, 1)]
    codes = {step: generator.generate_otp(step) for step in steps}
    pairs = [
        later
        for earlier in steps
        for later in steps
        if earlier < later and hmac.compare_digest(codes[earlier], first) and hmac.compare_digest(codes[later], second)
    ]
    return max(pairs, default=None) if first != second else None


def provisioning_uri(secret: str, login: str, issuer: str = "議場") -> str:
    """The otpauth address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=issuer)
