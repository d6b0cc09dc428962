"""A table of whose an address is: rows of a network and a carrier, read with the number of each wrong row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from onboarding.rules.equipment import CARRIERS


@dataclass(frozen=True, slots=True)
class Range:
    """``first`` and ``last`` are 32 hexadecimal digits, so that text compares like addresses."""

    family: int
    first: str
    last: str
    carrier: str


@dataclass(frozen=True, slots=True)
class Wrong:
    row: int
    why: str


def read(rows: Iterable[tuple[str, str]], *, first: int = 1) -> tuple[list[Range], list[Wrong]]:
    """Ranges, and the rows that cannot be read; ``first`` is the number of the first row."""
    ranges: dict[tuple[int, str, str], Range] = {}
    wrong = []
    for number, (network, carrier) in enumerate(rows, first):
        carrier = carrier.strip().lower()
        try:
            one = ip_network(network.strip())
        except ValueError as error:
            wrong.append(Wrong(number, str(error)))
            continue
        if carrier not in CARRIERS:
            wrong.append(Wrong(number, f"{carrier!r} is none of {', '.join(CARRIERS)}"))
            continue
        made = Range(one.version, hexed(one.network_address), hexed(one.broadcast_address), carrier)
        before = ranges.setdefault((made.family, made.first, made.last), made)
        if before.carrier != carrier:
            wrong.append(Wrong(number, f"{network} was {before.carrier} in an earlier row"))
    return list(ranges.values()), wrong


def hexed(address: object) -> str:
    return f"{int(address):032x}"  # type: ignore[call-overload]


def placed(text: str) -> tuple[int, str] | None:
    """Family and digits of an address; an IPv4 address inside an IPv6 one is taken out."""
    try:
        one = ip_address(text)
    except ValueError:
        return None
    one = getattr(one, "ipv4_mapped", None) or one
    return one.version, hexed(one)
