"""What happens in the kill trial: each case sends three referrals, people answer at their screens, and one of three moves on."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.referrals.models import Referral
from tests.cast import CLUB, JOBS, SCHOOL, VOLUNTEERS, Cast
from tests.referrals.pressing import Browser, at_her_screen
from tests.referrals.trial import House

EACH = 4  # referrals of a case: three are sent, and one of them is moved on
ORDERS = 2  # everything silent is moved half-way, and at the end
PEOPLE = ("karen", "lene", "jette", "samir")
MOVES = f"/referrals/moves?from_unit={VOLUNTEERS}&to_unit={CLUB}"
Screens = Mapping[str, Browser]


class Town:
    """Cases whose residents have agreed to all four receivers."""

    def __init__(self, cast: Cast, many: int) -> None:
        self._cast = cast
        self._refs = [self._case(number) for number in range(many)]

    def _case(self, number: int) -> str:
        with self._cast.database.write() as db:
            ref = self._cast.clarifying(db, number=number).ref
            for unit_id in (JOBS, SCHOOL, VOLUNTEERS, CLUB):
                self._cast.consent(db, ref, unit_id)
            return ref

    def screens(self, house: House) -> Screens:
        return {login: at_her_screen(self._cast, house, login) for login in PEOPLE}

    def live(self, screens: Screens, number: int) -> None:
        """One referral is answered in one of three ways, one is declined, and one nobody answers."""
        ref, karen = self._refs[number], screens["karen"]
        first = {"answer_receiving_party": str(JOBS), "answer_handover_note": "Ring efter kl. 10"}
        karen.submit(f"/cases/{ref}/move/refer_directly", first)
        others = {"receivers": [str(SCHOOL), str(VOLUNTEERS)], "note": "Også jer: æøå"}
        karen.submit(f"/referrals/cases/{ref}/new", others)
        ids = self._referrals(ref)
        WAYS[number % len(WAYS)](screens, f"/referrals/{ids[JOBS]}")
        _refuse(screens, f"/referrals/{ids[SCHOOL]}")
        if number == self._last // 2:
            self.move_all(screens)

    def live_all(self, screens: Screens, hands: int) -> None:
        """Several at once; the last by itself, so that the order at the end finds something to move."""
        with ThreadPoolExecutor(hands) as pool:
            list(pool.map(lambda number: self.live(screens, number), range(self._last)))
        self.live(screens, self._last)
        self.move_all(screens)

    @property
    def _last(self) -> int:
        return len(self._refs) - 1

    def move_all(self, screens: Screens) -> None:
        """Everything that nobody has answered so far goes to another receiver, in one order."""
        screens["lene"].submit(MOVES, {"note": "Frivillighuset lukker"}, action="/moves")

    def _referrals(self, ref: str) -> Mapping[int, int]:
        which = sa.select(Referral.to_unit_id, Referral.id).join(Case, Case.id == Referral.case_id)
        with self._cast.database.read() as db:
            return {row.to_unit_id: row.id for row in db.execute(which.where(Case.ref == ref))}


def _receive(screens: Screens, page: str) -> None:
    jette = screens["jette"]
    jette.get(page)
    jette.submit(f"{page}/accept")
    jette.submit(f"{page}/begin")
    jette.submit(f"{page}/close", {"answer_referral_result": "achieved"})


def _queue(screens: Screens, page: str) -> None:
    screens["jette"].submit(f"{page}/queue", {"answer_waiting_position": "2"})


def _take_back(screens: Screens, page: str) -> None:
    screens["karen"].submit(f"{page}/withdraw")


def _refuse(screens: Screens, page: str) -> None:
    screens["samir"].submit(f"{page}/decline", {"answer_decline_reason": "no_room"})
    screens["lene"].submit(f"{page}/uphold")


WAYS = (_receive, _queue, _take_back)


def ways(many: int) -> tuple[int, int, int]:
    """How many of so many cases go each way."""
    received, queued, taken_back = (len(range(way, many, len(WAYS))) for way in range(len(WAYS)))
    return received, queued, taken_back
