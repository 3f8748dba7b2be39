# Reads a workbook with openpyxl and prints every cell as JSON: sheets by name, rows of [type, value, number format], null where there is no cell.
import datetime
import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
sheets = []
for sheet in book.worksheets:
    rows = []
    for row in sheet.iter_rows():
        cells = []
        for cell in row:
            v = cell.value
            if v is None:
                cells.append(None)
                continue
            if isinstance(v, datetime.datetime):
                kind, v = "date", v.isoformat(timespec="milliseconds")
            elif isinstance(v, bool):
                kind, v = "bool", str(v).lower()
            elif isinstance(v, (int, float)):
                kind, v = "number", repr(float(v))
            elif cell.data_type == "f":
                kind = "formula"
            else:
                kind = "text"
            cells.append([kind, v, cell.number_format, bool(cell.font.b)])
        rows.append(cells)
    sheets.append({"name": sheet.title, "rows": rows, "freeze": sheet.freeze_panes, "filter": sheet.auto_filter.ref, "widths": {k: d.width for k, d in sheet.column_dimensions.items()}})
# Programs that go row by row (pandas, and whatever reads large files) have to find the same cells.
for sheet, whole in zip(openpyxl.load_workbook(sys.argv[1], read_only=True), book.worksheets):
    one, other = list(sheet.iter_rows(values_only=True)), list(whole.iter_rows(values_only=True))
    strip = lambda rows: [list(r) + [None] * (whole.max_column - len(r)) for r in rows]
    if strip(one) != strip(other):
        sys.exit("row by row, the sheet %s has %d rows of %d" % (sheet.title, len(one), len(other)))
json.dump(sheets, sys.stdout)
