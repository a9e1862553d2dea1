"""Plain text: its encodings, and files that are no text."""

from __future__ import annotations

import codecs
import pathlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import readers
from loaders.readers import lines, txt
from ontology.errors import ReportError

TEXT = "苏州市数据局2024年上半年工作总结。\n全面推行“免证办”,窗口少跑一趟。\n"
NOISE = random.Random(7).randbytes(4000)
CONVERT, GIVE = "; convert it to UTF-8", "; give the report as text"
BINARY = f"{CONVERT}|{GIVE}"
SIGNS = st.characters(codec="gb18030", exclude_categories=["Cc", "Co", "Cn"])


def kept(tmp_path: pathlib.Path, data: bytes) -> pathlib.Path:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode("utf-8"), id="utf-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="utf-8 with a mark"),
        pytest.param(TEXT.encode("gb18030"), id="gb18030"),
        pytest.param(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), id="utf-16 with a mark, little end first"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), id="utf-16 with a mark, big end first"),
    ],
)
def test_the_text_is_the_same_in_every_encoding(tmp_path: pathlib.Path, data: bytes) -> None:
    assert readers.read(kept(tmp_path, data)) == TEXT


def test_line_ends_are_kept_as_they_are(tmp_path: pathlib.Path) -> None:
    assert readers.read(kept(tmp_path, "一、做法\r\n推行\n上线\r".encode())) == "一、做法\r\n推行\n上线\r"


@given(st.text(SIGNS, min_size=1).map(lambda text: "推行容缺受理。" + text))
def test_what_is_written_in_utf_8_is_read_back(text: str) -> None:
    assert txt.extract(text.encode("utf-8"), "report.txt") == text


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \n\t ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF8 + b"\r\n", " \n".encode("utf-16"),
        "\u3000\u3000\n".encode(),
    ],
    ids=repr,
)  # fmt: skip
def test_a_file_without_text_is_refused(tmp_path: pathlib.Path, data: bytes) -> None:
    path = kept(tmp_path, data)
    with pytest.raises(ReportError, match="the file is empty; give the text of a report") as refused:
        readers.read(path)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(300), BINARY, id="picture"),
        pytest.param(bytes(500), GIVE, id="zeros"),
        pytest.param(b"ABC\x01\x02\x03\x04", GIVE, id="control characters"),
        pytest.param(NOISE, CONVERT, id="random bytes"),
        pytest.param(TEXT.encode("utf-16-le"), BINARY, id="utf-16 without a mark"),
        pytest.param(TEXT.encode("utf-8").rstrip()[:-1], "is cut off, get it anew", id="cut inside a character"),
        pytest.param(TEXT.encode("gb18030").rstrip()[:-1], CONVERT, id="gb18030 cut inside a character"),
        pytest.param(TEXT.encode("utf-16")[:-1], CONVERT, id="utf-16 cut inside a character"),
        pytest.param("\ue001\ue002推行".encode(), GIVE, id="private characters"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_text_is_refused_with_its_path_and_what_to_do(
    tmp_path: pathlib.Path, data: bytes, reason: str
) -> None:
    path = kept(tmp_path, data)
    with pytest.raises(ReportError, match=reason) as refused:
        readers.read(path)
    assert str(refused.value).startswith(f"{path}: ")


def test_a_file_larger_than_a_report_can_be_is_refused_before_it_is_read(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(txt, "LARGEST", 10)
    path = kept(tmp_path, TEXT.encode())
    with pytest.raises(ReportError, match=r"more than a report can be .*; split it") as refused:
        readers.read(path)
    assert str(path) in str(refused.value)


def test_a_text_of_more_letters_than_a_report_can_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 10)
    assert txt.extract("推行容缺受理办成一件".encode(), "report.txt") == "推行容缺受理办成一件"
    with pytest.raises(ReportError, match=r"report\.txt: 11 letters are more than a report can be .*; split it"):
        txt.extract("推行容缺受理办成一件事".encode(), "report.txt")


def test_a_file_that_is_not_there_is_refused_with_its_path(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ReportError, match=r"none\.txt: cannot be read: .*; check the path"):
        readers.read(tmp_path / "none.txt")


def test_a_few_stray_controls_in_a_long_text_are_let_through() -> None:
    text = TEXT * 20 + "\x0b\ufffd"
    assert txt.extract(text.encode(), "report.txt") == text
    assert txt.extract((TEXT * 3 + "\x00" + TEXT * 3).encode(), "report.txt").count("\x00") == 1


@given(st.binary(max_size=200))
def test_any_bytes_give_a_text_or_an_error_that_names_the_file(data: bytes) -> None:
    refusal = ""
    try:
        assert txt.extract(data, "report.txt").strip() != ""
    except ReportError as error:
        refusal = str(error)
    assert refusal == "" or refusal.startswith("report.txt: ")
