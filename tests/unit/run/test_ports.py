"""Ports of the processes behind the door."""

from __future__ import annotations

import itertools

import pytest

from frontdesk.run import launch


def test_no_process_is_given_the_port_of_one_that_has_not_begun_to_listen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The console begins last; a mail server once had taken its port."""
    numbers = itertools.count(40001)

    class Probe:
        """A socket whose ports are known beforehand."""

        def bind(self, _address: tuple[str, int]) -> None:
            self.port = next(numbers)

        def getsockname(self) -> tuple[str, int]:
            return "127.0.0.1", self.port

        def close(self) -> None:
            pass

    monkeypatch.setattr(launch.socket, "socket", Probe)
    assert launch._free_ports(3, but=(40002, 50000)) == [40001, 40003, 40004]
