"""The roles that pages know: those of docutils, Sphinx, MyST and what every book has."""

KNOWN_ROLES = frozenset(
    (
        "ab", "abbr", "abbreviation", "ac", "acronym", "anonymous-reference", "any", "attr", "bdg",
        "bdg-black", "bdg-black-line", "bdg-danger", "bdg-danger-line", "bdg-dark", "bdg-dark-line",
        "bdg-info", "bdg-info-line", "bdg-light", "bdg-light-line", "bdg-link", "bdg-link-black",
        "bdg-link-black-line", "bdg-link-danger", "bdg-link-danger-line", "bdg-link-dark",
        "bdg-link-dark-line", "bdg-link-info", "bdg-link-info-line", "bdg-link-light",
        "bdg-link-light-line", "bdg-link-muted", "bdg-link-muted-line", "bdg-link-primary",
        "bdg-link-primary-line", "bdg-link-secondary", "bdg-link-secondary-line",
        "bdg-link-success", "bdg-link-success-line", "bdg-link-warning", "bdg-link-warning-line",
        "bdg-link-white", "bdg-link-white-line", "bdg-muted", "bdg-muted-line", "bdg-primary",
        "bdg-primary-line", "bdg-ref", "bdg-ref-black", "bdg-ref-black-line", "bdg-ref-danger",
        "bdg-ref-danger-line", "bdg-ref-dark", "bdg-ref-dark-line", "bdg-ref-info",
        "bdg-ref-info-line", "bdg-ref-light", "bdg-ref-light-line", "bdg-ref-muted",
        "bdg-ref-muted-line", "bdg-ref-primary", "bdg-ref-primary-line", "bdg-ref-secondary",
        "bdg-ref-secondary-line", "bdg-ref-success", "bdg-ref-success-line", "bdg-ref-warning",
        "bdg-ref-warning-line", "bdg-ref-white", "bdg-ref-white-line", "bdg-secondary",
        "bdg-secondary-line", "bdg-success", "bdg-success-line", "bdg-warning", "bdg-warning-line",
        "bdg-white", "bdg-white-line", "citation-reference", "class", "code", "command", "confval",
        "const", "data", "dfn", "doc", "download", "emphasis", "envvar", "eq", "eval", "exc", "fa",
        "fa-brands", "fa-regular", "fa-solid", "fab", "far", "fas", "file", "footnote-reference",
        "func", "glue", "guilabel", "i", "index", "kbd", "keyword", "literal", "mailheader",
        "makevar", "manpage", "material-outlined", "material-regular", "material-round",
        "material-sharp", "material-twotone", "math", "menuselection", "meth", "mimetype", "mod",
        "named-reference", "nb-download", "newsgroup", "numref", "obj", "octicon", "option", "pep",
        "pep-reference", "program", "raw", "ref", "regexp", "restructuredtext-unimplemented-role",
        "rfc", "rfc-reference", "samp", "strong", "sub", "sub-ref", "subscript",
        "substitution-reference", "sup", "superscript", "t", "target", "term", "title",
        "title-reference", "token", "type", "uri", "uri-reference", "url",
    )
)  # fmt: skip
