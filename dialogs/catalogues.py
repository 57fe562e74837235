"""Catalogues: `NAME.csv` beside the script becomes products (rule 16).

The first line names the columns: id and title, and any of price, currency, url, image, tags, description. Commas or
semicolons divide them, whatever the spreadsheet program wrote.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

from . import values
from .errors import Fault
from .fields import nearest
from .script import Product
from .values import FormError

COLUMNS = ("id", "title", "price", "currency", "url", "image", "tags", "description")
REQUIRED = ("id", "title")
MAX_PRODUCTS = 20_000
LONGEST_ID = 64


def catalogue(source: str, *, file: str) -> tuple[tuple[Product, ...], tuple[Fault, ...]]:
    """The products in the order of the file, and everything that is wrong with it. Never raises."""
    faults: list[Fault] = []

    def fault(line: int, code: str, text: str, todo: str) -> None:
        faults.append(Fault(file, line, "", code, text, todo))

    source = source.removeprefix("\ufeff")
    first = source.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter, strict=True)
    products: dict[str, Product] = {}
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        if not _columns_are_good(columns, fault):
            return (), tuple(faults)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            product = _product(columns, row, rows.line_num, fault)
            if product is None:
                continue
            if product.id in products:
                fault(rows.line_num, "doubled-product", f"The id `{product.id}` is here twice", "Give each its own id")
            if len(products) == MAX_PRODUCTS:
                fault(
                    rows.line_num, "too-large", f"There are more than {MAX_PRODUCTS} products", "Divide the catalogue"
                )
                break
            products.setdefault(product.id, product)
    except csv.Error as error:
        fault(max(rows.line_num, 1), "csv", f"The line is no CSV: {error}", "Save the table as CSV (UTF-8) again")
    if not products and not faults:
        fault(1, "empty", "There are no products in the catalogue", "Add lines below the column names")
    return tuple(products.values()), tuple(faults)


Report = Callable[[int, str, str, str], None]


def _columns_are_good(columns: Sequence[str], fault: Report) -> bool:
    good = True
    for column in columns:
        if column not in COLUMNS and column:
            near = nearest(column, COLUMNS)
            advice = f"Perhaps you mean `{near}`" if near else f"The columns are {', '.join(COLUMNS)}"
            fault(1, "unknown-column", f"`{column[:40]}` is no column of a catalogue", advice)
            good = False
        elif column and columns.count(column) > 1:
            fault(1, "doubled-column", f"The column `{column}` is here twice", "Keep one of them")
            return False
    for column in REQUIRED:
        if column not in columns:
            fault(1, "missing-column", f"The column `{column}` is missing", "Name the columns in the first line")
            good = False
    return good


def _product(columns: Sequence[str], row: Sequence[str], line: int, fault: Report) -> Product | None:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        fault(line, "cells", f"The line has {len(row)} cells for {len(columns)} columns", "Quote texts with commas")
        return None
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False)}
    for column in REQUIRED:
        if not cells.get(column):
            fault(line, "missing-cell", f"The product has no {column}", "Fill it in, or delete the line")
            return None
    if len(cells["id"]) > LONGEST_ID:
        fault(line, "too-long", f"The id has {len(cells['id'])} characters", f"Shorten it to {LONGEST_ID}")
    if cells.get("price") and not re.search(r"\d", cells["price"]):
        fault(line, "price", f"`{cells['price'][:40]}` is no price", "Write a number, or leave it empty")
    for column, read in (("url", values.link), ("image", values.media)):
        if cells.get(column):
            try:
                read(cells[column])
            except FormError as error:
                fault(line, column, error.text, error.todo)
    return Product(
        id=cells["id"],
        title=cells["title"],
        price=cells.get("price", ""),
        currency=cells.get("currency", ""),
        url=cells.get("url", ""),
        image=cells.get("image", ""),
        tags=tuple(dict.fromkeys(t.strip().lower() for t in re.split(r"[,;|]", cells.get("tags", "")) if t.strip())),
        description=cells.get("description", ""),
    )
