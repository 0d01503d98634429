"""What people can be told: features register their kinds, each with its words, where it leads, and how it goes by mail."""

from dataclasses import dataclass

from sagsflow.messages.models import How


@dataclass(frozen=True, slots=True)
class Kind:
    """`words` is the whole message, without personal data, for screen and mail; `title` names the kind where one chooses.

    It leads to `endpoint`, whose part `argument` is filled with the message's target. `how` holds until the reader chooses;
    what is `urgent` goes out outside working hours too.
    """

    code: str
    words: str
    title: str
    endpoint: str
    argument: str = ""
    how: How = How.AT_ONCE
    urgent: bool = False


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Registering again replaces it, so that several applications may live in one process."""
    KINDS.update({kind.code: kind for kind in kinds})
