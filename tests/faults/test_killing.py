"""Killed at any moment, nothing is torn and nothing that was confirmed is lost."""

from __future__ import annotations

import os

import pytest

from tests.faults.killing import SPAN, many


@pytest.mark.parametrize("doing", SPAN)
def test_killed_at_random_nothing_is_torn_and_nothing_lost(doing, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", os.environ.copy())
    tally = many(doing, 5, tmp_path, seed=1)
    assert tally.kills == 5
    assert tally.confirmed >= 5
    assert (tally.torn, tally.lost) == ([], [])
