"""Turn the bytes of a file into a header and chunks of raw text columns; no module here knows pay.

`opening.open_table` finds out what a file is. Delimited text (`delimited`, with `encoding`, `separator`, `header` and
`wrapped`), Parquet (`parquet`), workbooks (`workbook`), JSON records (`records`) and archives of one of them
(`archive`) become a `table.Table`.
"""
