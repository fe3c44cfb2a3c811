"""The workbook of figures."""
