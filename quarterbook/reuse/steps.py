"""Steps of a build whose results are kept: each is a function of named inputs.

What a step is **given** is known before it runs. What it **reads** is known only after, so a record
holds both with the digest that each had; a result is used again where all of them are as they
were. Nothing else decides, least of all when a file was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from quarterbook.reuse.package import package_facts
from quarterbook.storage.store import Store, digest_of

_PACKAGE = "the package"

_MOST_RECORDS = 8  # of a step


class Fingerprint(NamedTuple):
    """A value's digest and, where it is short, the value in words for people."""

    digest: str
    text: str = ""


# A thing that a step read, its kind first, and what it is now; None where that cannot be told.
Read = tuple[str, ...]
Now = Callable[[Read], Fingerprint | None]
Given = Mapping[str, Fingerprint]


@dataclass(frozen=True)
class Difference:
    """An input that is not as it was: its name, or what was read, and both values in words."""

    name: str = ""
    read: Read = ()
    before: str = ""
    now: str = ""


@dataclass(frozen=True)
class _Record:
    given: dict[str, tuple[str, str]]
    read: list[tuple[Read, str, str]]
    result: str
    seconds: float = 0.0


@dataclass
class Step:
    """A step of this build: its result where it is kept, and else what has changed.

    ``is_first`` says that nothing is kept of it, ``seconds`` how long it took when it was made,
    ``remark`` why its result is not kept, ``reads`` what it read, if that is known.
    """

    subject: str
    given: Given
    result: bytes | None = None
    is_first: bool = False
    seconds: float = 0.0
    differences: list[Difference] = field(default_factory=list)
    remark: str = ""
    reads: list[Read] | None = None


class Steps:
    """The steps of a build, and the store that their results are kept in."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.taken: list[Step] = []
        self._lock = Lock()

    def find(
        self,
        subject: str,
        inputs: Given,
        now: Now = lambda read: None,
        *,
        is_told: bool = True,
    ) -> Step:
        """Return a step with its result, if everything that it is made of is as it was.

        ``is_told``: whether people are told of it, as of a step that leaves a page or a paper.
        """
        step = Step(subject, {**inputs, _PACKAGE: self._package})
        records = self._records(subject)
        for number, record in enumerate(records):
            if not self._is_as_it_was(record, step.given, now):
                continue
            step.result = self.store.get(record.result)
            step.seconds = record.seconds
            step.reads = [read for read, _, _ in record.read]
            if step.result is not None:
                if number:
                    self._write(subject, [record, *(one for one in records if one != record)])
                break
        if step.result is None:
            step.reads = None
            step.is_first = not records
            if records:
                step.seconds = records[0].seconds
                step.differences = self._differences(records[0], step.given, now)
        if is_told:
            with self._lock:
                self.taken.append(step)
        return step

    def keep(
        self,
        step: Step,
        result: bytes,
        read: Mapping[Read, Fingerprint] | None = None,
        seconds: float = 0.0,
    ) -> None:
        """Keep the result of a step with what it read."""
        step.reads = [*(read or {})]
        record = _Record(
            {name: tuple(value) for name, value in step.given.items()},  # type: ignore[misc]
            [(name, *value) for name, value in (read or {}).items()],
            self.store.put(result),
            round(seconds, 2),
        )
        with self._lock:
            others = [one for one in self._records(step.subject) if one.result != record.result]
            same = [one for one in self._records(step.subject) if one.result == record.result]
            others += [one for one in same if (one.given, one.read) != (record.given, record.read)]
            self._write(step.subject, [record, *others][:_MOST_RECORDS])

    def seconds(self, subject: str) -> float:
        """Return how long a step took when it was made last; 0 where that is not known."""
        return next((record.seconds for record in self._records(subject)), 0.0)

    @cached_property
    def _package(self) -> Fingerprint:
        data = json.dumps(package_facts(), sort_keys=True).encode()
        return Fingerprint(self.store.put(data))

    def _is_as_it_was(self, record: _Record, inputs: Given, now: Now) -> bool:
        if {name: digest for name, (digest, _) in record.given.items()} != {
            name: value.digest for name, value in inputs.items()
        }:
            return False
        for name, digest, _ in record.read:
            value = now(name)
            if value is None or value.digest != digest:
                return False
        return True

    def _differences(self, record: _Record, inputs: Given, now: Now) -> list[Difference]:
        differences = []
        for name in {**inputs, **record.given}:
            before, after = record.given.get(name), inputs.get(name)
            if before is None or after is None or before[0] != after.digest:
                if name == _PACKAGE and before and after:
                    differences += self._of_package(before[0])
                    continue
                differences.append(
                    Difference(
                        name,
                        (),
                        _word_of_fact(before),
                        _word_of_fact(tuple(after) if after else None),
                    )
                )
        for read, digest, text in record.read:
            value = now(read)
            if value is None or value.digest != digest:
                differences.append(Difference("", read, text, value.text if value else ""))
        return differences or [Difference("the result that was kept")]

    def _of_package(self, before: str) -> list[Difference]:
        try:
            were = json.loads(self.store.get(before) or b"{}")
        except ValueError:
            were = {}
        facts = package_facts()
        return [
            Difference(name, (), _fact(name, were), _fact(name, facts))
            for name in sorted({*were, *facts})
            if were.get(name) != facts.get(name)
        ]

    def _records(self, subject: str) -> list[_Record]:
        try:
            return [
                _Record(
                    {name: (value[0], value[1]) for name, value in one["given"].items()},
                    [(tuple(read), digest, text) for read, digest, text in one["read"]],
                    one["result"],
                    one["seconds"],
                )
                for one in json.loads(self.store.notes(subject) or b"[]")
            ]
        except (ValueError, KeyError, TypeError, IndexError):
            return []

    def _write(self, subject: str, records: list[_Record]) -> None:
        data = json.dumps([vars(one) for one in records], ensure_ascii=False)
        self.store.write_notes(subject, data.encode("utf-8", "surrogatepass"))


def _fact(name: str, facts: Mapping[str, str]) -> str:
    """Return a version or a value; of a file it says nothing to give its digest."""
    if name not in facts:
        return "not there"
    return "" if "/" in name and not name.startswith("the ") else facts[name]


def _word_of_fact(value: tuple[str, ...] | None) -> str:
    return value[1] if value else "not there"


def of_bytes(data: bytes) -> Fingerprint:
    """Return the fingerprint of a file's bytes."""
    return Fingerprint(digest_of(data))
