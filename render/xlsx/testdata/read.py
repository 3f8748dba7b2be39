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
json.dump(sheets, sys.stdout)
