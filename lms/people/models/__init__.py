"""People, organisations, and what ties them together."""

from lms.people.models.belonging import Membership, Role, RoleKind
from lms.people.models.demo_personas import DemoPersona
from lms.people.models.feeds import CalendarFeed
from lms.people.models.help_contacts import HelpContact
from lms.people.models.login_cards import LoginCard
from lms.people.models.messages import MessageTemplate, SentMessage
from lms.people.models.organisations import ApprovingBody, Area, Chapter, Organisation
from lms.people.models.users import Channel, User

__all__ = [
    "ApprovingBody",
    "Area",
    "CalendarFeed",
    "Channel",
    "Chapter",
    "DemoPersona",
    "HelpContact",
    "LoginCard",
    "Membership",
    "MessageTemplate",
    "Organisation",
    "Role",
    "RoleKind",
    "SentMessage",
    "User",
]
