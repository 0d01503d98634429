"""Three partners: one accepts, one declines by way of the coordinator, one says nothing; the case goes on by itself."""

from datetime import timedelta

from tests.cast import CLUB, JOBS, SCHOOL, Cast, Visit
from tests.referrals.acting import day_of, sent, stands, work, worker

NO = {"answer_decline_reason": "no_room", "answer_decline_note": "Vi har plads til sommer"}


def test_the_case_goes_on_by_itself_whatever_each_of_three_partners_does(cast: Cast, visit: Visit) -> None:
    yes, no, silent = sent(cast, JOBS, CLUB, SCHOOL)
    jette, clara, lene = visit("jette"), visit("clara"), visit("lene")
    form = jette.form("/referrals", action="/accept")
    jette.post(form.action, data=form.filled({}))
    clara.submit(f"/referrals/{no}/decline", NO, action="/decline")
    assert stands(cast, yes) == ("accepted", "referred"), "the others have not answered"
    assert day_of(cast, "lene") == ["decide_refusal"]
    assert "Vi har plads til sommer" in lene.get(f"/referrals/{no}").text
    lene.submit(f"/referrals/{no}/uphold", action="/uphold")
    assert stands(cast, no) == ("refused", "referred")
    for _day in range(20):
        cast.clock.advance(timedelta(days=1))
        work(worker(cast))
    assert stands(cast, silent) == ("unanswered", "follow_up")
    assert "decide_no_answer" in day_of(cast, "lene")
    assert silent not in [int(row) for row in _numbers(visit("samir").get("/referrals").text)]
    visit("lene").submit(f"/referrals/{silent}/give_up", action="/give_up")
    assert stands(cast, silent) == ("no_answer", "follow_up")
    assert not {"decide_refusal", "decide_no_answer"} & set(day_of(cast, "lene"))


def _numbers(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="/referrals/')[1:] if part[:1].isdigit()]
