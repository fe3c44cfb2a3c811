"""What every result depends on: of a person's own settings, those that run."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterbook.reuse.package import installed_facts


def test_ipythons_own_readme_is_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """IPython lays it beside the startup files when it first runs, which is in the first build."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    facts = installed_facts.__wrapped__
    before = facts()
    (startup / "README").write_text("This is the IPython startup directory", encoding="utf-8")
    assert facts() == before
    for name in ("00-own.py", "10-own.ipy"):
        (startup / name).write_text("x = 1", encoding="utf-8")
        assert str(startup / name) in facts()
