"""Kinds of values that a council decides: how a value is read and put into words, and which of two is stricter. Pure.

A value is kept as text in a normal form, so that two values are equal exactly when their texts are.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Protocol

_MINUTE, _HOUR = 60, 3600
_UNITS = {"秒": 1, "分": _MINUTE, "時間": _HOUR}
_NUMBER = re.compile(r"(\d{1,6})(\D*)")
NOWHERE = "nowhere"
"""No network is trusted, and the rules about places apply. Not to be chosen: it holds after an alteration."""


class UnfitValue(ValueError):
    """The text is no value of this kind. The message is shown to the person who typed it."""


class ValueKind(Protocol):
    """How the values of a standard are read, put into words and compared."""

    def read(self, untrusted: str) -> str:
        """The value in its normal form. Raises UnfitValue."""

    def is_one(self, text: str) -> bool:
        """Whether a text is a value in its normal form."""

    def words(self, value: str) -> str:
        """The value in Japanese, as screens show it."""

    def is_weaker(self, value: str, than: str) -> bool:
        """True when `value` allows anything that `than` refuses."""

    def stricter(self, one: str, other: str) -> str:
        """A value that allows nothing that either of the two refuses."""


@dataclass(frozen=True)
class Amount:
    """A whole number between two bounds; a smaller one is stricter. `unit`: such as 「人」; "" for seconds."""

    least: int
    most: int
    unit: str = ""

    def read(self, untrusted: str) -> str:
        found = _NUMBER.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", untrusted[:40])))
        if found is None or (found[2] or self.unit) not in (self._units or {self.unit: 1}):
            example = "「15 分」「12 時間」" if self._units else f"「3 {self.unit}」"
            raise UnfitValue(f"{example}のように、{self._bounds}で入力してください。")
        number = int(found[1]) * (self._units or {}).get(found[2], 1)
        if not self.least <= number <= self.most:
            raise UnfitValue(f"{self._bounds}にしてください。")
        return str(number)

    def is_one(self, text: str) -> bool:
        return text.isascii() and text.isdecimal() and self.least <= int(text) <= self.most

    @property
    def _units(self) -> Mapping[str, int]:
        return {} if self.unit else _UNITS

    @property
    def _bounds(self) -> str:
        return f"{self.words(str(self.least))}から{self.words(str(self.most))}まで"

    def words(self, value: str) -> str:
        number = int(value)
        if self.unit:
            return f"{number} {self.unit}"
        if number % _HOUR == 0:
            return f"{number // _HOUR} 時間"
        return f"{number // _MINUTE} 分" if number % _MINUTE == 0 else f"{number} 秒"

    def is_weaker(self, value: str, than: str) -> bool:
        return int(value) > int(than)

    def stricter(self, one: str, other: str) -> str:
        return min(one, other, key=int)


@dataclass(frozen=True)
class OneOf:
    """One of a few values, the strictest first, each with its words."""

    options: Sequence[tuple[str, str]]

    def read(self, untrusted: str) -> str:
        if untrusted not in dict(self.options):
            raise UnfitValue("一つ選んでください。")
        return untrusted

    def is_one(self, text: str) -> bool:
        return text in dict(self.options)

    def words(self, value: str) -> str:
        return dict(self.options)[value]

    def is_weaker(self, value: str, than: str) -> bool:
        return self._place(value) > self._place(than)

    def stricter(self, one: str, other: str) -> str:
        return min(one, other, key=self._place)

    def _place(self, value: str) -> int:
        return [option for option, _words in self.options].index(value)


@dataclass(frozen=True)
class SomeOf:
    """Any number of a few values, separated by blanks. Each one more makes it stricter."""

    options: Mapping[str, str]

    def read(self, untrusted: str) -> str:
        chosen = set(untrusted.split())
        if chosen - self.options.keys():
            raise UnfitValue("一覧にあるものから選んでください。")
        return " ".join(option for option in self.options if option in chosen)

    def is_one(self, text: str) -> bool:
        return text == " ".join(option for option in self.options if option in text.split())

    def words(self, value: str) -> str:
        return "、".join(self.options[option] for option in value.split()) or "なし"

    def is_weaker(self, value: str, than: str) -> bool:
        return not set(value.split()) >= set(than.split())

    def stricter(self, one: str, other: str) -> str:
        return self.read(f"{one} {other}")


@dataclass(frozen=True)
class Networks:
    """Networks separated by blanks. Empty: the rules about places do not apply. NOWHERE: no place is trusted."""

    most: int = 40

    def read(self, untrusted: str) -> str:
        try:
            found = sorted({ip_network(each) for each in untrusted.split()}, key=lambda one: (one.version, one))
        except ValueError as error:
            raise UnfitValue(
                "ネットワークとして読めないものがあります。10.1.0.0/16 のように、1 行に一つ書いてください。"
            ) from error
        if any(network.prefixlen == 0 for network in found):
            raise UnfitValue("すべてのアドレスは、区域にできません。範囲を狭くしてください。")
        if len(found) > self.most:
            raise UnfitValue(f"{self.most} 個までにしてください。")
        return " ".join(map(str, found))

    def is_one(self, text: str) -> bool:
        try:
            return text == NOWHERE or text == self.read(text)
        except UnfitValue:
            return False

    def words(self, value: str) -> str:
        if value == NOWHERE:
            return "どこも信頼しない"
        return "、".join(value.split()) or "定めない（場所では制限しない）"

    def is_weaker(self, value: str, than: str) -> bool:
        if than == "" or value == NOWHERE:
            return False
        if value == "" or than == NOWHERE:
            return True
        return not all(any(_is_within(inner, outer) for outer in than.split()) for inner in value.split())

    def stricter(self, one: str, other: str) -> str:
        if not self.is_weaker(one, other):
            return one
        return NOWHERE if self.is_weaker(other, one) else other


def zones_of(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of a value that `Networks` has read; none for NOWHERE."""
    return () if value == NOWHERE else tuple(ip_network(each) for each in value.split())


def _is_within(inner: str, outer: str) -> bool:
    network, around = ip_network(inner), ip_network(outer)
    if isinstance(network, IPv4Network) and isinstance(around, IPv4Network):
        return network.subnet_of(around)
    if isinstance(network, IPv6Network) and isinstance(around, IPv6Network):
        return network.subnet_of(around)
    return False
