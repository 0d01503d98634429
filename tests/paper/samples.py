"""Cases on paper, for tests only: an ordinary one, an empty one, and one in which everything is long."""

from dataclasses import replace
from datetime import UTC, date, datetime

from config import ROOT
from sagsflow.engine.diagram import svg
from sagsflow.engine.library import Library
from sagsflow.paper.summary import (
    Agreement,
    DecisionLine,
    GoalLine,
    NoteLine,
    PartyLine,
    PersonSummary,
    QuestionScores,
    Score,
    TakenStep,
)

PATHWAY = Library.from_folder(ROOT / "workflows").latest("coordinated")


def diagram(language: str, current: str, visited: tuple[str, ...] = ()) -> str:
    return svg(PATHWAY, language, current=current, visited=visited, uid="map")


EMPTY = PersonSummary(
    language="da",
    ref="BSV-2026-0007",
    resident_name="Åse Ørum Testesen",
    birth_year=None,
    plan="Helhedsplan 2025-2029",
    sub_agreement="Sammenhængskraft og medborgerskab",
    organisation="BoligViborg",
    area=None,
    pathway="Koordineret forløb",
    state="Modtaget",
    state_since=date(2026, 9, 14),
    due_on=None,
    opened_on=date(2026, 9, 14),
    closed_on=None,
    owner=None,
    key_worker=None,
    diagram=diagram("da", "received"),
    recipient="Beboeren selv",
    purpose="Samtale om forløbet",
    printed_by="Bente Testesen, boligsocialt team",
    printed_at=datetime(2026, 9, 15, 8, 0, tzinfo=UTC),
    log_anchor="412:9f2c0b6f4c1d2e3a",
)

ORDINARY = replace(
    EMPTY,
    ref="BSV-2026-0042",
    resident_name="مريم الحسن تستسن",
    birth_year=1984,
    area="Houlkærvænget",
    state="Opfølgning",
    state_since=date(2026, 8, 3),
    due_on=date(2026, 11, 1),
    opened_on=date(2026, 3, 2),
    owner="Bente Testesen",
    key_worker="Søren Æblegård Testesen",
    diagram=diagram("da", "follow_up", ("received", "clarifying", "on_agenda")),
    steps=(
        TakenStep(
            datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "Sagen oprettet", "Boligsocialt team", "", "Modtaget"
        ),
        TakenStep(
            datetime(2026, 3, 4, 9, 0, tzinfo=UTC), "Tag sagen", "Boligsocialt team", "Modtaget", "Afklaring"
        ),
        TakenStep(
            datetime(2026, 4, 8, 11, 0, tzinfo=UTC),
            "Beslut plan",
            "Koordinator",
            "På dagsorden",
            "Plan aftalt",
        ),
        TakenStep(
            datetime(2026, 8, 3, 9, 0, tzinfo=UTC), "Følg op", "Familieafdelingen", "Brobygget", "Opfølgning"
        ),
    ),
    goals=(
        GoalLine(
            "Jeg vil gerne have ro om aftenen, så børnene kan sove",
            "Familieafdelingen",
            date(2026, 10, 1),
            "under_way",
        ),
        GoalLine("أريد أن أتعلم اللغة الدنماركية", "Sprogskolen", None, "not_started"),
    ),
    progression=(
        QuestionScores(
            "everyday", (Score(date(2026, 3, 4), 2), Score(date(2026, 6, 2), 3), Score(date(2026, 9, 1), 4))
        ),
        QuestionScores("economy", (Score(date(2026, 3, 4), 1),)),
    ),
    decisions=(
        DecisionLine(
            date(2026, 4, 8), "Koordinationsmøde", "Familieafdelingen tilbyder støtte to gange om ugen."
        ),
    ),
    agreements=(
        Agreement("Ringe til skolen", "Bente Testesen", date(2026, 4, 15), date(2026, 4, 14)),
        Agreement("Følge med til første samtale", "Familieafdelingen", date(2026, 9, 30)),
    ),
    parties=(
        PartyLine("Boligsocialt team", "BoligViborg", "ownership", None),
        PartyLine("Familieafdelingen", "Viborg Kommune", "consent", date(2027, 4, 7)),
    ),
    notes=(
        NoteLine(date(2026, 3, 4), "fact", "Bente Testesen", "Bor med to børn i en toværelses."),
        NoteLine(
            date(2026, 3, 5), "resident_voice", "Bente Testesen", "»Jeg er træt, men det går bedre nu.«"
        ),
        NoteLine(
            date(2026, 4, 1),
            "assessment",
            "Bente Testesen",
            "HEMMELIG: får medicin mod angst.",
            sensitive=True,
        ),
    ),
)

LONG = "Sammenhængskraftsmedborgerskabsuddannelseskoordineringsindsats" * 4
OVERFULL = replace(
    ORDINARY,
    resident_name="Wilhelmina-Anastasia Ødegård-Ægidius von der Testesen " * 4,
    pathway=LONG,
    state=LONG,
    owner="Ø" * 120,
    recipient="Jordemodercenteret ved Regionshospitalet " * 5,
    purpose=LONG,
    goals=tuple(
        GoalLine(f"Mål {number}: <script>alert(1)</script> & {LONG}", LONG, date(2026, 10, 1), "partly")
        for number in range(1, 41)
    ),
    steps=ORDINARY.steps * 20,
    decisions=ORDINARY.decisions * 12,
    notes=tuple(
        NoteLine(date(2026, 3, 4), "contact", "Bente Testesen", f"Note {n}. " + "Ringede til beboeren. " * 60)
        for n in range(1, 30)
    ),
)
SENSITIVE = replace(ORDINARY, includes_sensitive=True)
ENGLISH = replace(ORDINARY, language="en", diagram=diagram("en", "follow_up"))
