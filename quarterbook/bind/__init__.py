"""The fifth room: bind pages into a site, a paper and a workbook."""
