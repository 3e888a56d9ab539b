"""The folder of the user's own in which the dashboard keeps what it needs for itself."""

from __future__ import annotations

from pathlib import Path


def dashboard_folder() -> Path:
    """Where it is; it need not be there yet."""
    from platformdirs import user_data_path

    return user_data_path("certtrack", appauthor=False) / "dashboard"


def tokens_folder() -> Path:
    """Where the tokens of the JSON API are kept."""
    return dashboard_folder() / "tokens"


def accounts_folder() -> Path:
    """Where the accounts of people are kept who use the dashboard over the net."""
    return dashboard_folder() / "accounts"
