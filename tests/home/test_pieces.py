"""Pieces of a page that are put together once and filled in each time: the same markup, and nobody else's words in it."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from lms.templatetags import pieces

ENTRY = "components/menu_entry.html"


def shown(source: str, language: str = "nb", **context) -> str:
    with translation.override(language):
        return Template(source).render(Context(context))


def entry(label: str | SafeString, url: str, *, post: bool = False, token: str = "") -> str:
    return shown(
        f'{{% piece "{ENTRY}" label=label current=False post=post fill url=url %}}',
        label=label,
        post=post,
        url=url,
        csrf_token=token,
    ).strip()


def test_a_piece_is_what_the_template_alone_would_be() -> None:
    """Fails if a place were left empty, doubled, or filled in with the wrong words."""
    values = {"label": "Min side", "current": True, "post": False, "url": "/min-side/"}
    alone = shown(f'{{% include "{ENTRY}" %}}', **values)
    pieced = shown(f'{{% piece "{ENTRY}" label=label current=current post=post fill url=url %}}', **values)
    assert pieced == alone == '<li><a href="/min-side/" aria-current="page">Min side</a></li>\n'


def test_what_is_filled_in_is_new_each_time_and_never_kept() -> None:
    """Fails if what one person gets stood in the piece that the next one is shown."""
    assert [entry("Kurset", f"/kurs/{place}/") for place in (17, 23)] == [
        '<li><a href="/kurs/17/">Kurset</a></li>',
        '<li><a href="/kurs/23/">Kurset</a></li>',
    ]
    shape = pieces.given(label="Kurset", current=False, post=False)
    with translation.override("nb"):
        kept = pieces._write(ENTRY, "nb", shape, ("url", "csrf_token"))
    assert kept == ['<li><a href="', "url", '">Kurset</a></li>\n']


def test_each_form_has_the_token_of_its_own_reader() -> None:
    """Fails if the token of a form were kept with the piece."""
    forms = [entry("Logg ut", "/logg-ut/", post=True, token=token) for token in ("ett", "et annet")]
    field = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    button = '<button class="lm-linkbutton" type="submit">Logg ut</button></form></li>'
    assert forms == [
        f'<li><form method="post" action="/logg-ut/" data-log-out>{field.format(token)}{button}'
        for token in ("ett", "et annet")
    ]


def test_words_are_escaped_whether_they_are_given_or_filled_in() -> None:
    assert entry("<b>", '"><script>') == '<li><a href="&quot;&gt;&lt;script&gt;">&lt;b&gt;</a></li>'


def test_text_is_never_taken_for_markup_that_reads_the_same() -> None:
    """Python calls them equal. Fails if the kind of a value did not belong to what a piece is kept under."""
    bold = "<b>fet</b>"
    assert entry(mark_safe(bold), "/a/") == f'<li><a href="/a/">{bold}</a></li>'  # noqa: S308
    assert entry(bold, "/a/") == '<li><a href="/a/">&lt;b&gt;fet&lt;/b&gt;</a></li>'


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "Personvern"), ("nn", "Personvern"), ("en", "Privacy")]
)
def test_each_language_has_its_own(language: str, words: str) -> None:
    """Asked for in turn, so that one language would be shown to the next if they were kept as one."""
    html = shown(
        '{% piece "components/foot.html" languages=no sends="" fill here=here here_quoted=here %}',
        language,
        no=(),
        here="/",
    )
    assert html.split("</a>")[0].rsplit(">", 1)[1] == words


def test_a_list_is_refused_since_it_can_change_afterwards() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        entry(["Min side"], "/")


@pytest.mark.parametrize(
    "source", ["{% piece %}", '{% piece "a.html" fill url=1 rest %}', '{% piece "a.html" rest %}']
)
def test_a_tag_that_is_written_wrong_is_refused_with_a_sentence(source: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="'piece'"):
        Template(source)


def test_a_changed_template_is_seen_at_once_by_who_changes_it(settings) -> None:
    """Fails if a developer had to start the site anew for each word."""
    settings.DEBUG = True
    pieces._write.cache_clear()
    entry("Min side", "/")
    assert pieces._write.cache_info().currsize == 0
