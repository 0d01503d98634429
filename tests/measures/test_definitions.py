"""What the file of the measures says."""

from sagsflow.measures.definitions import definitions
from sagsflow.measures.models import Measure


def test_the_file_says_every_measure_in_both_languages_with_levels_that_rise_to_the_better() -> None:
    said = definitions()
    assert set(said.asked) == set(Measure)
    for part in said.asked.values():
        assert all(
            [
                part.name.da,
                part.name.en,
                part.question.da,
                part.question.en,
                part.asked_of.da,
                part.asked_of.en,
            ]
        )
    work, need = said.asked[Measure.WORK].options, said.asked[Measure.SOCIAL_NEED].options
    assert work["job"].level > work["under_way"].level > work["neither"].level == work["sick"].level
    assert need["nothing"].level > need["advice"].level > need["several"].level
    assert list(said.asked[Measure.LIFE_SATISFACTION].options) == [str(n) for n in range(11)]
