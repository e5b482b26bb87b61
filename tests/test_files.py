"""Which files hold a spec, told from their bytes alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering.files import Complaint, find, holds_spec, project_of, reason, walk

YES = {
    "block": "loop_name: a\n",
    "later": "# comment\n---\nversion: 1\nloop_name: a\n",
    "quoted": '"loop_name": a\n',
    "after a directive": "%YAML 1.2\n---\nloop_name: a\n",
    "indented": "  version: 1\n  loop_name: a\n",
    "flow": "{version: 1, loop_name: a}",
    "flow after a comment": "# it's\n{version: \"}\", 'loop_name': a}",
    "json": json.dumps({"a": {"b": ['"', "{", "\\"]}, "loop_name": "x"}, indent=2),
    "broken": "loop_name: [\n",
    "broken without a colon": "loop_name a\n",
    "broken flow": '{"a": ], "loop_name": "x"',
    "byte order mark": "\ufeffloop_name: a\n",
    "Windows line ends": "version: 1\r\nloop_name: a\r\n",
}
NO = {
    "empty": "",
    "other": "key: value\n",
    "nested": "spec:\n  loop_name: a\n",
    "in a list": "- loop_name: a\n",
    "in a text": "text: see loop_name\n",
    "in a flow text": '{"a": "loop_name: x", "b": {"loop_name": 1}}',
    "in a JSON list": '[{"loop_name": 1}]',
    "a comment": "# loop_name: later\nkey: value\n",
    "longer": "my_loop_name: a\nloop_names: b\n",
}


@pytest.mark.parametrize("name", YES)
def test_a_spec_is_known_by_its_top_level_key(name: str) -> None:
    assert holds_spec(YES[name].encode())


@pytest.mark.parametrize("name", NO)
def test_other_files_are_not_taken_for_specs(name: str) -> None:
    assert not holds_spec(NO[name].encode())


def test_a_spec_in_another_encoding_is_still_checked() -> None:
    assert holds_spec("loop_name: a\n".encode("utf-16"))


@given(st.binary(), st.text(alphabet="{}[]\"'\\ \n:#,loop_nameé"))
def test_any_bytes_are_decided(raw: bytes, text: str) -> None:
    assert holds_spec(raw + b"loop_name") in (True, False)
    assert holds_spec((text + "loop_name").encode()) in (True, False)


@pytest.mark.parametrize("unit", ['"\\', '{"', "'", "{", "#", "\n", " ", '\\"', "loop_name:"])
def test_no_text_takes_more_than_one_pass(unit: str) -> None:
    # Quadratic time would take minutes here.
    assert holds_spec(("{" + unit * (1_000_000 // len(unit)) + '"loop_name"').encode()) in (True, False)


def test_files_come_in_order_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b/z.yaml", "b/a.md", "b.yaml", "b/c/x.json", "a.YAML", "b/d.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()
    found, complaints = find([Path("b"), Path(), Path("b/z.yaml"), Path("gone")])
    assert [candidate.shown for candidate in found] == ["b/a.md", "b/c/x.json", "b/z.yaml", "a.YAML", "b.yaml"]
    assert [candidate.shown for candidate in found if candidate.named] == ["b/z.yaml"]
    assert complaints == [Complaint("gone", "no such file or folder")]
    assert str(complaints[0]) == "gone: no such file or folder"
    assert [candidate.kind for candidate in walk(Path("b"))] == ["page", "spec", "spec"]


def test_the_library_of_a_composition_is_the_folder_above(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    project = project_of(tmp_path / "specs" / "compositions" / "a.yaml")
    assert (project.root, project.library) == (tmp_path.resolve(), tmp_path.resolve() / "specs")


def test_why_a_path_cannot_be_used_is_said_in_one_way(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = {}
    for name in ("missing", "file/below", "."):
        with pytest.raises(OSError, match="Errno") as caught:
            (tmp_path / name).read_bytes()
        said[name] = reason(caught.value)
    assert said == {
        "missing": "no such file or folder",
        "file/below": "no such file or folder",
        ".": "is a folder; name a file",
    }
    assert reason(PermissionError(13, "Permission denied")) == "permission denied"
