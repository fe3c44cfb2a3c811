"""Reading publishers' files: text cells, series, periods, downloads."""
