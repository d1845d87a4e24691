"""Plain text becomes rich text and comes back the same."""

from __future__ import annotations

import pytest

from courses.plain_text import plain_text, rich_text

TEXTS = [
    "Ett avsnitt.",
    "Ett.\n\nTo,\nmed linjeskift.",
    "Innledning:\n\n- én\n- to **viktig** ting\n- tre",
    "1. først\n2. så\n3. til slutt",
    "### Overskrift\n\nTekst med *kursiv* og [lenke](https://a.example/b?c=d&e=f).",
    "Skriv til [oss](mailto:post@a.example), eller [ring](tel:40000001).",
    '5 < 6 & 7 > 2, «slik» og "slik"',
    "17. mai feirer vi.",
    "\\- dette er ingen liste",
    "**[fet lenke](https://a.example/)** og *skrå*, **fet**.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_comes_back_as_it_went_in(text):
    assert rich_text(plain_text(rich_text(text))) == rich_text(text)
    assert plain_text(rich_text(plain_text(rich_text(text)))) == plain_text(rich_text(text))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p data-block-key="a1b2c">Hei <b>alle </b>sammen</p>', "Hei **alle** sammen"),
        ('<p>Les <a id="3" linktype="page">mer her</a>.</p>', "Les mer her."),
        ("<ul><li>én<ul><li>under</li></ul></li><li>to</li></ul>", "- én\n- under\n- to"),
        ("<ol><li>én</li><li>to</li></ol>", "1. én\n2. to"),
        ("<p></p><p>  </p><h3>Om oss</h3>", "### Om oss"),
        ("<p>- ikke liste</p>", "\\- ikke liste"),
        ("<p>17. mai</p>", "\\17. mai"),
        ("", ""),
    ],
)
def test_what_the_editor_writes_becomes_plain_text(html, text):
    assert plain_text(html) == text
    assert plain_text(rich_text(text)) == text


def test_html_in_a_file_is_words_and_nothing_else():
    """`escape` in `_inline`; a course file from somebody else could otherwise bring a script along."""
    assert rich_text("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert rich_text("[klikk](javascript:alert(1))") == "<p>[klikk](javascript:alert(1))</p>"
