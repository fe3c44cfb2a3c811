"""How long a large published file takes to be read, and how much memory: a CSV and a workbook.

Run with ``python bench/read_large_files.py``; each file is read in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

_CSV_BYTES = 500_000_000
_SHEET_ROWS = 1_000_000

_READ = """
import resource, sys, time
from pathlib import Path
from quarterbook.publishers.reading.layout import LayoutError
from quarterbook.publishers.reading.text_cells import cells
begun = time.monotonic()
try:
    said = f"{len(cells(Path(sys.argv[1]), ['time_period', 'new_la_code'], publisher='x')):,} rows"
except LayoutError as error:
    said = f"refused: {error}"
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{time.monotonic() - begun:.1f} s, {peak:,.0f} MB, {said}")
"""

_HEADER = "time_period,time_identifier,geographic_level,country_code,new_la_code,la_name,type,rate"


def _csv_lines() -> Iterator[str]:
    yield f"{_HEADER}\n"
    number = 0
    while True:
        number += 1
        yield (
            f"2023{number % 9 + 20},Academic year,Local authority,E92000001,"
            f"E0800{number % 9999:04},Council {number % 350},Kind {number % 12},"
            f"{number % 1000}.{number % 10}\n"
        )


def _write_csv(path: Path) -> None:
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for line in _csv_lines():
            file.write(line)
            written += len(line)
            if written > _CSV_BYTES:
                return


def _write_workbook(path: Path) -> None:
    names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in _HEADER.split(","))
    row = "<row>" + "<c><v>{}</v></c>" * 8 + "</row>"
    package_types = "application/vnd.openxmlformats-package"
    sheet_types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package_types}.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName='
        f'"/xl/workbook.xml" ContentType="{sheet_types}.sheet.main+xml"/><Override PartName='
        f'"/xl/worksheets/sheet1.xml" ContentType="{sheet_types}.worksheet+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for name, text in parts.items():
            out.writestr(name, text)
        with out.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData><row>{names}</row>'.encode())
            for number in range(_SHEET_ROWS):
                sheet.write(row.format(*range(number % 97, number % 97 + 8)).encode())
            sheet.write(b"</sheetData></worksheet>")


def main() -> None:
    """Print for each file its size, and seconds and peak memory of reading it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("large.xlsx", _write_workbook), ("large.csv", _write_csv)):
            path = Path(folder, name)
            write(path)
            done = subprocess.run(
                [sys.executable, "-c", _READ, str(path)],
                capture_output=True,
                text=True,
                check=False,
            )
            told = done.stdout or done.stderr.strip().splitlines()[-1]
            print(f"{name} ({path.stat().st_size / 1e6:,.1f} MB): {told.strip()}")


if __name__ == "__main__":
    main()
