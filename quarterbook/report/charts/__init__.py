"""Charts drawn with seaborn, as SVG."""
