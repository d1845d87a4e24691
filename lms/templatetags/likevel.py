"""The component tags and filters of every page. Usage of each: docs/components.md. Registered as a builtin library.

A tag only turns what it is given into markup; no tag runs a query.
"""

from __future__ import annotations

from functools import cache

from django import template
from django.forms import BoundField, Form
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people import dates
from lms.templatetags.fields import field_markup, summary_context
from lms.templatetags.icons import STATES, THINGS
from lms.templatetags.pieces import fill, given
from lms.templatetags.quotes import quotes

register = template.Library()

STATE_WORDS = {
    "done": pgettext_lazy("state", "Done"),
    "you": _("Your turn"),
    "wait": _("Waiting for others"),
    "later": pgettext_lazy("state", "To come"),
    "miss": pgettext_lazy("state", "Remains"),
    "pause": _("On pause"),
    "repl": pgettext_lazy("state", "Replaced"),
    "stop": _("Not valid"),
    "unk": pgettext_lazy("state", "Unknown"),
    "dot": pgettext_lazy("state", "To come"),
}

register.simple_tag(quotes)
register.filter("day", dates.day_words)
register.filter("clock", dates.clock_words)
register.filter("phone", dates.phone_words)
register.filter("number_word", dates.number_words)
register.filter("and_list", dates.list_words)


@register.filter
def date_only(day) -> str:
    """«14. mars»."""
    return dates.date_words(day)


@register.filter
def date_year(day) -> str:
    """«14. mars 2026»."""
    return dates.date_words(day, year=True)


@register.filter
def phone_link(number: str) -> str:
    """«tel:+4740000001», for href."""
    return dates.phone_link(number)


@register.simple_tag
def meeting_time(start, end) -> str:
    """«lørdag 14. mars, kl. 10.00–15.15»."""
    return dates.meeting_words(start, end)


@register.simple_tag
def clock_range(start, end) -> str:
    """«kl. 10.00–15.15»."""
    return dates.clock_range_words(start, end)


@register.simple_tag
def day_range(first, last) -> str:
    """«14.–28. mars 2026»."""
    return dates.day_range_words(first, last)


@register.simple_tag
@cache
def icon(name: str, css: str = "lm-icon") -> SafeString:
    """An icon of a thing, always beside a word. Raises KeyError for a name that is not in the set."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        css,
        mark_safe(THINGS[name]),  # noqa: S308  our own constant
    )


@register.simple_tag
@cache
def row_icon(name: str) -> SafeString:
    """An icon of a thing at the start of a row."""
    return icon(name, "lm-ico lm-s")


@register.simple_tag
@cache
def state_icon(state: str) -> SafeString:
    """The shape of a state, for a row or a table cell; the word must stand beside it. Raises KeyError if unknown."""
    return format_html(
        '<svg class="lm-ico" data-state="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        state,
        mark_safe(STATES[state]),  # noqa: S308  our own constant
    )


@register.simple_tag
@cache
def shapes(*states: str) -> SafeString:
    """The shapes of some states, said once on a page whose table shows each of them hundreds of times with `shape`."""
    return format_html(
        '<svg class="lm-shapes" width="0" height="0" aria-hidden="true" focusable="false">{}</svg>',
        format_html_join(
            "",
            '<symbol id="shape-{}" viewBox="0 0 24 24">{}</symbol>',
            [(state, mark_safe(STATES[state])) for state in states],  # noqa: S308  our own constant
        ),
    )


@register.simple_tag
@cache
def shape(state: str, word: str) -> SafeString:
    """The shape of a state in a cell of a large table, with its word for who does not see it. Needs `shapes` above it."""
    return format_html(
        '<svg class="lm-ico" data-state="{0}" aria-hidden="true" focusable="false"><use href="#shape-{0}"/></svg>'
        '<span class="lm-sr">{1}</span>',
        state,
        word,
    )


@register.simple_tag
def mark(state: str, word: str = "") -> SafeString:
    """A state as shape and word. Without `word` the usual word of the state is used."""
    return format_html(
        '<span class="lm-mark" data-state="{}"><svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>'
        "{}</span>",
        state,
        mark_safe(STATES[state]),  # noqa: S308  our own constant
        word or STATE_WORDS[state],
    )


@register.simple_tag
def back(url: str, text: str) -> SafeString:
    """The link to the page above."""
    return format_html('<a class="lm-back" href="{}">{}{}</a>', url, icon("back"), text)


@register.simple_tag
def phone_number(number: str) -> SafeString:
    """A phone number inside running text, as a link that does not break."""
    return format_html(
        '<a class="lm-nowrap" href="{}">{}</a>', dates.phone_link(number), dates.phone_words(number)
    )


@register.inclusion_tag("components/three_facts.html")
def three_facts(completed, signed, approved) -> dict:
    """Completed, signed, approved: three boxes in this order. Each is (state, title, detail)."""
    names = ("state", "title", "detail")
    return {"facts": [dict(zip(names, fact, strict=True)) for fact in (completed, signed, approved)]}


@register.simple_tag
def field(
    bound: BoundField,
    label: str = "",
    hint: str = "",
    explained: dict | None = None,
    plain: bool = False,
    hint_after: bool = False,
    row: bool = False,
) -> SafeString:
    """A form field with label, hint, input and message, tied together. `explained` maps a choice to a small line."""
    return field_markup(
        bound, label=label, hint=hint, explained=explained, plain=plain, hint_after=hint_after, row=row
    )


@register.simple_tag
def hidden(bound: BoundField) -> SafeString:
    """A field the page sends along, without the four templates that a widget takes."""
    value = bound.value()
    return format_html(
        '<input type="hidden" name="{}" value="{}">', bound.html_name, "" if value is None else value
    )


@register.simple_tag
def form_fields(form: Form) -> SafeString:
    """All fields of a form in their order, hidden ones last."""
    shown = format_html_join("", "{}", ((field_markup(bound),) for bound in form.visible_fields()))
    return shown + format_html_join("", "{}", ((bound,) for bound in form.hidden_fields()))


@register.simple_tag
def error_summary(*forms: Form) -> str:
    """What must be put right in these forms, each with a link to its field. Nothing when all is well."""
    if not any(form.errors for form in forms if form):
        return ""
    return render_to_string("components/error_summary.html", summary_context(forms))


@register.simple_block_tag
def note(
    content: str, heading: str = "", icon: str = "info", color: str = "", live: bool = False
) -> SafeString:
    """A side word: a pause, paper, being offline. `live` has it read aloud when it appears."""
    return _component("note", content, {"heading": heading}, icon=icon, color=color, live=live)


@register.simple_block_tag
def panel(content: str, heading: str = "", anchor: str = "") -> SafeString:
    """The next step. At most one on a page."""
    return _component("panel", content, {"heading": heading}, anchor=anchor)


@register.simple_block_tag
def card(content: str, heading: str = "", anchor: str = "") -> SafeString:
    """One thing to know. Never a card in a card."""
    return _component("card", content, {"heading": heading}, anchor=anchor)


@register.simple_block_tag
def section(content: str, heading: str, anchor: str) -> SafeString:
    """A part of a page with its heading."""
    return _component("section", content, {"heading": heading}, anchor=anchor)


@register.simple_block_tag
def rows(content: str) -> SafeString:
    """A list of things with state and link. Holds `row`s only."""
    return format_html('<ul class="lm-rows">{}</ul>', content)


@register.simple_block_tag
def row(content: str, title: str, icon: str = "", state: str = "", now: bool = False) -> SafeString:
    """One thing: its icon or state, title, text, and perhaps `<div class="lm-side">` with a link."""
    return _component("row", content, {"title": title}, icon=icon, state=state, now=now)


@register.simple_block_tag
def facts(content: str, one: bool = False) -> SafeString:
    """Labels and values. Holds `fact`s only; `one` sets them in one column."""
    return format_html('<dl class="lm-facts{}">{}</dl>', " lm-facts--one" if one else "", content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One label with its value."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_block_tag
def privacy(content: str, strong: str = "", hidden: bool = False) -> SafeString:
    """Who can read this: a lock (private) or, with `hidden`, a struck eye (not shown to you)."""
    return _component("privacy", content, {"strong": strong}, hidden=hidden)


@register.simple_block_tag
def verdict(content: str, heading: str, state: str) -> SafeString:
    """The result of a check: state is done, repl, stop or unk. Nothing else looks like this."""
    colors = {"done": "success", "repl": "main", "stop": "danger", "unk": "neutral"}
    return _component("verdict", content, {"heading": heading}, state=state, color=colors[state])


@register.simple_block_tag
def reply(content: str, heading: str, anchor: str = "reply") -> SafeString:
    """The answer to a choice, looking the same for every choice."""
    return _component("reply", content, {"heading": heading}, anchor=anchor)


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    """What few need, folded."""
    return format_html(
        '<details class="ds-details lm-details"><summary>{}</summary><div class="lm-stack">{}</div></details>',
        summary,
        content,
    )


def _component(name: str, content: str, words: dict[str, str], **shape: str | bool) -> SafeString:
    """A component as a piece: its shape is kept, its words are filled in and never kept."""
    filled = {"content": content, **{place: text for place, text in words.items() if text}}
    return fill(f"components/{name}.html", given(**shape), filled)
