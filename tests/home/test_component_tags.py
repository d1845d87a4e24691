"""The component tags: what they turn forms, states and words into."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages import INFO, SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.utils import translation

from courses.activities.sharing import Shared
from lms.templatetags.icons import STATES, THINGS
from lms.templatetags.likevel import STATE_WORDS


class SignUp(forms.Form):
    email = forms.EmailField(label="E-post", help_text="Den du bruker mest.")
    association = forms.ChoiceField(
        label="Hvilken forening?", choices=[("a", "Likevel"), ("b", "Nyrenett")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="Jeg har lest det")
    secret = forms.CharField(required=False, widget=forms.HiddenInput)


def shown(source: str, **context) -> str:
    with translation.override("nb"):
        return Template(source).render(Context(context))


def lines(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip()]


def test_a_field_ties_label_hint_input_and_message_together() -> None:
    html = shown("{% field form.email %}", form=SignUp({"email": "sara@likevel"}))
    assert lines(html) == [
        '<div class="lm-field">',
        '<label for="id_email">E-post</label>',
        '<p class="lm-hint" id="id_email-hint">Den du bruker mest.</p>',
        '<input type="email" name="email" value="sara@likevel" maxlength="320" class="ds-input" id="id_email" '
        'aria-describedby="id_email-hint id_email-error" required aria-invalid="true">',
        '<p class="ds-validation-message" id="id_email-error">'
        "Adressen er ikke hel. Den skal ha «@» og en slutt, for eksempel «.no».</p>",
        "</div>",
    ]


def test_a_field_that_is_right_says_nothing_about_errors() -> None:
    html = shown("{% field form.email %}", form=SignUp())
    assert ("aria-invalid" in html, "ds-validation-message" in html) == (False, False)
    assert 'aria-describedby="id_email-hint"' in html


def test_choices_become_a_fieldset_with_the_chosen_one_checked_and_explained() -> None:
    html = shown(
        "{% field form.association explained=hints %}",
        form=SignUp({"association": "b"}),
        hints={"b": "For nyresyke"},
    )
    assert '<legend class="lm-legend">Hvilken forening?</legend>' in html
    assert html.count('type="radio"') == 2
    assert html.count(" checked") == 1
    assert "<strong>Nyrenett</strong><small>For nyresyke</small>" in html
    assert "<span>Likevel</span>" in html


def test_the_error_summary_counts_in_words_and_leads_to_the_first_control_of_each_field() -> None:
    html = shown("{% error_summary form %}", form=SignUp({"email": "sara@likevel"}))
    assert "<h2>Tre ting må rettes før du kan gå videre</h2>" in html
    assert [part.split('"')[0] for part in html.split('href="#')[1:]] == [
        "id_email",
        "id_association_0",
        "id_sure",
    ]
    assert "Hvilken forening? Dette må fylles ut." in html


def test_the_error_summary_is_empty_when_nothing_is_wrong() -> None:
    assert shown("{% error_summary form %}", form=SignUp()).strip() == ""


def test_what_was_typed_is_escaped() -> None:
    html = shown(
        "{% field form.email %}{% error_summary form %}", form=SignUp({"email": "<script>x</script>"})
    )
    assert "<script>x" not in html


def test_all_fields_of_a_form_come_in_order_with_the_hidden_last() -> None:
    html = shown("{% form_fields form %}", form=SignUp())
    assert [html.index(f'name="{name}"') for name in ("email", "association", "sure", "secret")] == sorted(
        html.index(f'name="{name}"') for name in SignUp.base_fields
    )


def test_block_tags_escape_their_arguments_and_keep_their_content() -> None:
    html = shown(
        "{% card heading=heading anchor='x' %}<p>{{ text }}</p>{% endcard %}", heading="A & B", text="<b>"
    )
    assert lines(html) == [
        '<section class="lm-card" aria-labelledby="x"><h2 id="x">A &amp; B</h2>',
        "<p>&lt;b&gt;</p></section>",
    ]


def test_every_state_has_a_shape_and_a_word() -> None:
    assert sorted(STATES) == sorted(STATE_WORDS)


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_mark_says_its_state_in_a_word(state: str) -> None:
    with translation.override("nb"):
        word = str(STATE_WORDS[state])
    html = shown("{% mark state %}", state=state)
    assert (
        html.startswith(f'<span class="lm-mark" data-state="{state}">'),
        html.endswith(f"{word}</span>"),
    ) == (
        True,
        True,
    )


@pytest.mark.parametrize("name", sorted(THINGS))
def test_icons_are_hidden_from_screen_readers(name: str) -> None:
    assert 'aria-hidden="true" focusable="false"' in shown("{% icon name %}", name=name)


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError):
        shown("{% icon 'rocket' %}")


def test_three_facts_keep_their_order_and_never_merge() -> None:
    html = shown(
        "{% three_facts a b c %}",
        a=("done", "Kurset er fullført", "28. mars"),
        b=("done", "Løftet er signert", "versjon 3"),
        c=("wait", "Ikke godkjent ennå", "Utvalget bestemmer"),
    )
    assert [part.split("<")[0] for part in html.split("<strong>")[1:]] == [
        "Kurset er fullført",
        "Løftet er signert",
        "Ikke godkjent ennå",
    ]


def test_what_people_say_keeps_its_lines_and_is_never_markup() -> None:
    html = shown(
        "{% quotes group %}",
        group=[Shared("Å<i>se Berg", "Jeg & du\r\n<b>sammen</b>\nnå"), Shared("Odd", "")],
    )
    assert html == (
        '<blockquote class="lm-says lm-says--box"><p>Jeg &amp; du<br>&lt;b&gt;sammen&lt;/b&gt;<br>nå</p>'
        '<p class="lm-small lm-muted">Å&lt;i&gt;se</p></blockquote>'
        '<blockquote class="lm-says lm-says--box"><p></p><p class="lm-small lm-muted">Odd</p></blockquote>'
    )


def test_a_button_pressed_twice_is_answered_in_one_message() -> None:
    said = [Message(SUCCESS, "Lagret."), Message(SUCCESS, "Lagret."), Message(INFO, "Noe annet.")]
    html = shown("{% include 'components/messages.html' %}", messages=said)
    assert [line.split("</p>")[0] for line in html.split("<p>")[1:]] == ["Lagret.", "Noe annet."]
