"""The words of a PDF, whose bytes say nothing: they are packed, and letters are numbers there."""

from __future__ import annotations


def pdf_texts(data: bytes) -> list[str]:
    """Return what each page of a PDF says, and what the file says of itself.

    Of a scan that is nothing, as of any picture. Raises `ValueError` for a PDF that cannot be
    looked into: it is damaged, has a password or has other files inside it.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        if document.count_attachments():
            raise ValueError("a PDF with other files inside it")
        pages = [page.get_textpage().get_text_bounded() for page in document]
        about = document.get_metadata_dict(skip_empty=True).values()
    except pdfium.PdfiumError as error:
        raise ValueError("a PDF that cannot be opened") from error
    return [text.replace("\0", " ") for text in (*pages, *about)]
