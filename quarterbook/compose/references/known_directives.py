"""The directives that pages know: those of docutils, Sphinx, MyST and what every book has."""

KNOWN_DIRECTIVES = frozenset(
    (
        "_all-octicon", "accordion", "acks", "admonition", "article-info", "aside", "attention",
        "button-link", "button-ref", "card", "card-carousel", "card-footer", "card-header",
        "caution", "centered", "class", "code", "code-block", "code-cell", "codeauthor",
        "compound", "container", "contents", "cssclass", "csv-table", "danger", "date",
        "default-domain", "default-role", "deprecated", "describe", "div", "dropdown", "epigraph",
        "error", "eval", "eval-rst", "figure", "figure-md", "footer", "glue", "grid", "grid-item",
        "grid-item-card", "header", "highlight", "highlights", "hint", "hlist", "image",
        "important", "include", "index", "line-block", "list-table", "literalinclude", "margin",
        "math", "meta", "moduleauthor", "nb-exec-table", "note", "object", "only",
        "parsed-literal", "pull-quote", "raw", "raw-cell", "replace",
        "restructuredtext-test-directive", "role", "rst-class", "rubric", "sectionauthor",
        "sectnum", "seealso", "sidebar", "sourcecode", "step", "steps", "tab-item", "tab-set",
        "tab-set-code", "table", "tabularcolumns", "target-notes", "tip", "title", "toctree",
        "topic", "unicode", "versionadded", "versionchanged", "versionremoved", "warning",
    )
)  # fmt: skip
