"""Workbooks as text cells: .xlsx, .xlsb, .xls and .ods."""
