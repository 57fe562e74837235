"""Catalogues out of spreadsheets: what is read, and what is answered with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.catalogues import catalogue
from dialogs.script import Product


def test_every_column_is_read() -> None:
    source = (
        "id,title,price,currency,url,image,tags,description\n"
        'k1,Осло,"99 000,50",RUB,https://shop.example/k1,oslo.jpg,"Premium, Дуб",Тёплая кухня\n'
    )
    products, faults = catalogue(source, file="c.csv")
    assert faults == ()
    assert products == (
        Product(
            "k1", "Осло", "99 000,50", "RUB", "https://shop.example/k1", "oslo.jpg", ("premium", "дуб"), "Тёплая кухня"
        ),
    )


@pytest.mark.parametrize("source", ["\ufeffid;title;tags\r\n1;А;a,b\r\n\r\n", "title\ttags\tid\nА\ta|b\t1\n"])
def test_spreadsheets_may_divide_cells_and_order_columns_as_they_like(source: str) -> None:
    assert catalogue(source, file="c.csv") == ((Product("1", "А", tags=("a", "b")),), ())


def test_a_short_line_has_empty_cells_at_its_end() -> None:
    assert catalogue("id,title,price\n1,А\n", file="c.csv") == ((Product("1", "А"),), ())


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        ("", 1, "missing-column"),
        ("id,title\n", 1, "empty"),
        ("id,title,colour\n1,А,б\n", 1, "unknown-column"),
        ("id,price\n1,5\n", 1, "missing-column"),
        ("id,id,title\n1,1,А\n", 1, "doubled-column"),
        ("id,title\n1,А\n1,Б\n", 3, "doubled-product"),
        ("id,title\n1,А\n,Б\n", 3, "missing-cell"),
        ("id,title\n1,\n", 2, "missing-cell"),
        ("id,title\n1,А,Б\n", 2, "cells"),
        ("id,title,price\n1,А,даром\n", 2, "price"),
        ("id,title,url\n1,А,shop\n", 2, "url"),
        ("id,title,image\n1,А,../a.jpg\n", 2, "image"),
        ('id,title\n1,"А" Б\n', 2, "csv"),
        (f"id,title\n{'1' * 65},А\n", 2, "too-long"),
    ],
)
def test_a_wrong_catalogue_is_answered_with_its_line(source: str, line: int, code: str) -> None:
    _, faults = catalogue(source, file="c.csv")
    assert [(fault.file, fault.line, fault.code) for fault in faults][-1:] == [("c.csv", line, code)]
    assert all(fault.todo for fault in faults)


def test_all_faults_are_found_at_once() -> None:
    _, faults = catalogue("id,title,url\n,А,\n2,Б,x\n3,,\n", file="c.csv")
    assert [fault.line for fault in faults] == [2, 3, 4]


@given(st.text(st.sampled_from('id,title;"\n\r\t1А\x00'), max_size=60) | st.text())
def test_no_text_raises(source: str) -> None:
    products, faults = catalogue(source, file="c.csv")
    assert products or faults
