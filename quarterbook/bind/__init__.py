"""Binding pages into a site, papers and a workbook."""
