"""How each requirement for completion is judged: met or not, one sentence, and who acts next. Pure: no query.

The sentences stand alike on the trainee's and the leader's page, so they name no «you» and no «they».
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.activities.practice.models import PracticeRole
from courses.kinds import MarkedBy
from lms.people.dates import list_words
from lms.people.judging import Actor, Judgement

if TYPE_CHECKING:
    from courses.facts import ActivityFact, PersonFacts
    from courses.models.requirements import (
        AttendanceShare,
        LeaderConfirms,
        OwnTimeAttended,
        RequiredActivities,
        RolesTried,
    )

MINUTES_IN_AN_HOUR = 60
# A sentence names at most so many activities; of more, so many and how many are left.
MOST_NAMED = 4
NAMED_OF_MANY = 3


def duration_words(minutes: int) -> str:
    """«2 timer og 15 minutter», «45 minutter», «1 time»."""
    hours, rest = divmod(minutes, MINUTES_IN_AN_HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours})
    if rest or not hours:
        parts.append(ngettext("%(number)d minute", "%(number)d minutes", rest) % {"number": rest})
    return list_words(parts)


def leader_names(facts: PersonFacts) -> str:
    """The first names of those who lead the run now, or «the course leader»."""
    return list_words(list(facts.run.leaders.values())) or _("the course leader")


def representative_name(facts: PersonFacts) -> str:
    """The first name of the representative, or of the leaders where they hold own time. Where the name would tell the
    association, only the role is said.
    """
    if facts.run.discreet:
        return _("the association's representative")
    own = facts.run.organisations.get(facts.organisation_id)
    if own and own.is_held_by_leaders:
        return leader_names(facts)
    return (own.representative if own else "") or _("the association's representative")


def capital_first(sentence: str) -> str:
    """The sentence with a capital letter first; it may begin with a role instead of a name."""
    return sentence[:1].upper() + sentence[1:]


def judge_activities(requirement: RequiredActivities, facts: PersonFacts) -> Judgement:
    """All activities that were required when the run was opened (R37, R40–R50)."""
    missing = [key for key in requirement.keys if not facts.is_done(key)]
    if not missing:
        return Judgement(True, _("All the activities that everybody goes through are done."))
    groups = by_marker(facts.run.activities[key] for key in missing if key in facts.run.activities)
    sentences = [*_remains(groups, facts)] or [_("Some activities remain.")]
    actors = {
        "own": Actor.TRAINEE,
        MarkedBy.LEADER: Actor.LEADER,
        MarkedBy.REPRESENTATIVE: Actor.REPRESENTATIVE,
    }
    actor = next((actors[marker] for marker, found in groups.items() if found), Actor.LEADER)
    lacked = " ".join(_remains(groups)) or sentences[0]
    return Judgement(False, " ".join(sentences), actor, requirement.strength, lacked)


def _remains(groups: dict[str, list[ActivityFact]], facts: PersonFacts | None = None) -> Iterable[str]:
    """What remains of each group, and who ticks it off where `facts` tell."""
    if own := groups["own"]:
        yield _("Remains to do on one's own: %(titles)s.") % {"titles": titles_of(own)}
    if with_others := groups[MarkedBy.LEADER]:
        yield _("Remains to do with others: %(titles)s.") % {"titles": titles_of(with_others)}
        if facts:
            yield capital_first(_("%(names)s will tick it off.") % {"names": leader_names(facts)})
    if in_own_time := groups[MarkedBy.REPRESENTATIVE]:
        yield _("Remains to do in own time: %(titles)s.") % {"titles": titles_of(in_own_time)}
        if facts:
            yield capital_first(_("%(names)s will tick it off.") % {"names": representative_name(facts)})


def by_marker(activities: Iterable[ActivityFact]) -> dict[str, list[ActivityFact]]:
    """Activities grouped by who marks them: oneself, the leader, the representative."""
    groups: dict[str, list[ActivityFact]] = {"own": [], MarkedBy.LEADER: [], MarkedBy.REPRESENTATIVE: []}
    for activity in activities:
        groups[activity.marked_by if activity.marked_by in groups else "own"].append(activity)
    return groups


def titles_of(activities: Iterable[ActivityFact]) -> str:
    """«Avstand og nærhet» and «Min grense». Quoted, because a title may be a question. Of many the first are named: the
    whole list stands on the pages that show this sentence, and twenty titles in a row are not read.
    """
    titles = [quoted(activity.title) for activity in activities]
    if len(titles) > MOST_NAMED:
        rest = len(titles) - NAMED_OF_MANY
        return list_words([*titles[:NAMED_OF_MANY], _("%(number)s more") % {"number": rest}])
    return list_words(titles)


def quoted(title: str) -> str:
    """The title in quotation marks, unless it has its own."""
    return title if title.startswith("«") else f"«{title}»"


def needed_minutes(planned: int, percent: int) -> int:
    """How many of the planned minutes are asked for."""
    return math.ceil(planned * percent / 100)


def lacking_minutes(requirement: AttendanceShare, facts: PersonFacts) -> int:
    """How many minutes of the share are still asked for; nothing, or less, where it is reached."""
    return needed_minutes(facts.planned_minutes, requirement.percent) - facts.attended_minutes


def judge_share(requirement: AttendanceShare, facts: PersonFacts) -> Judgement:
    """A share of the planned time of the common gatherings, also those to come. Pauses of the plan count, the same
    gathering before, and what was made up.
    """
    lacking = lacking_minutes(requirement, facts)
    if lacking <= 0:
        words = {
            "attended": duration_words(facts.attended_minutes),
            "planned": duration_words(facts.planned_minutes),
        }
        return Judgement(
            True, _("Has been at enough of the gatherings: %(attended)s of %(planned)s.") % words
        )
    words = {"lacking": duration_words(lacking), "names": leader_names(facts)}
    if lacking <= facts.open_minutes:
        sentence = _(
            "%(lacking)s of the gatherings remain. There is time enough in those to come or not recorded yet. "
            "%(names)s will record attendance."
        )
    elif lacking <= facts.open_minutes + facts.agreed_minutes:
        sentence = _(
            "%(lacking)s of the gatherings remain. It is agreed how to make up what was missed. "
            "%(names)s will record it."
        )
    else:
        sentence = _(
            "%(lacking)s of the gatherings remain, and that is more than what is left of the plan. "
            "Agree with %(names)s on how to make it up."
        )
    lacked = _("%(lacking)s of the gatherings were lacking.") % words
    return Judgement(False, sentence % words, Actor.LEADER, requirement.strength, lacked)


def judge_own_time(requirement: OwnTimeAttended, facts: PersonFacts) -> Judgement:
    """Own time with one's own association (R51–R53). It stays open where there is nobody to hold it."""
    if facts.has_had_own_time:
        return Judgement(True, _("Own time with the association is done."))
    lacked = _("Own time with the association was lacking.")
    own = facts.run.organisations.get(facts.organisation_id)
    is_held_by_leaders = own is not None and own.is_held_by_leaders
    if not facts.run.discreet and not is_held_by_leaders and (own is None or own.representative_id is None):
        sentence = _(
            "Own time with the association remains. It has no representative in this course yet; "
            "the secretariat will see to that."
        )
        return Judgement(False, sentence, Actor.SECRETARIAT, requirement.strength, lacked)
    name = capital_first(representative_name(facts))
    if not facts.run.discreet and facts.own_time is None:
        sentence = _(
            "Own time with the association is not planned yet. %(name)s and the secretariat will agree on a time."
        )
        return Judgement(False, sentence % {"name": name}, Actor.SECRETARIAT, requirement.strength, lacked)
    sentence = _("Own time with the association remains. %(name)s will record it.")
    if facts.own_time and not facts.run.discreet and facts.is_agreed(facts.own_time):
        sentence = _("Own time with the association remains. It is agreed on. %(name)s will record it.")
    return Judgement(False, sentence % {"name": name}, Actor.REPRESENTATIVE, requirement.strength, lacked)


def role_words(roles: Iterable[str]) -> str:
    """«forteller og observatør»."""
    return list_words([str(PracticeRole(role).label).lower() for role in roles])


def judge_roles(requirement: RolesTried, facts: PersonFacts) -> Judgement:
    """All roles of the practice in threes tried, in whichever of them (R42)."""
    missing = [role for role in requirement.roles if role not in facts.roles_tried]
    if not missing:
        return Judgement(True, _("All the roles of the practice in threes are tried."))
    words = {"roles": role_words(missing), "names": leader_names(facts)}
    sentence = _("Roles not tried yet: %(roles)s. Agree with %(names)s on when.")
    lacked = _("Roles not tried: %(roles)s.") % words
    return Judgement(False, sentence % words, Actor.LEADER, requirement.strength, lacked)


def judge_confirmation(requirement: LeaderConfirms, facts: PersonFacts) -> Judgement:
    """A leader has said that the person took part."""
    if facts.leader_confirmed:
        return Judgement(True, _("The course leader has confirmed the participation."))
    sentence = capital_first(_("%(names)s will confirm the participation.") % {"names": leader_names(facts)})
    lacked = _("The course leader had not confirmed the participation.")
    return Judgement(False, sentence, Actor.LEADER, requirement.strength, lacked)
