"""``python -m quarterbook`` is the command ``quarterbook``."""

from quarterbook.cli.app import main

if __name__ == "__main__":
    main()
