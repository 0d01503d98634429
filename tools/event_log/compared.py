"""Reads the folder that `written` made by pm4py and compares: as many cases and events in both files, and the same times to each
milestone and in each state as the overview. `python tools/event_log/compared.py DIR`, where pm4py is installed."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pm4py

CASE, WHEN, STATE = "case:concept:name", "time:timestamp", "state"
FEWEST = 5
NEAR = 1e-4  # days: the database counts in floating days


def main() -> None:
    folder = Path(sys.argv[1])
    log = pm4py.read_xes(str(folder / "events.xes"))
    ocel = pm4py.read_ocel2_json(str(folder / "events.jsonocel"))
    ours = json.loads((folder / "ours.json").read_text(encoding="utf-8"))
    cases = int((ocel.objects[ocel.object_type_column] == "case").sum())
    print(
        f"XES: {log[CASE].nunique()} cases, {len(log)} events; OCEL: {cases} cases, {len(ocel.events)} events"
    )
    faults = [] if (log[CASE].nunique(), len(log)) == (cases, len(ocel.events)) else ["the two files differ"]
    for pathway, figures in ours.items():
        stays = _stays(log[log["case:pathway"] == pathway], figures["phases"])
        faults += _differ(f"{pathway}, to", _to_phases(stays), figures["milestones"])
        faults += _differ(f"{pathway}, in", _in_states(stays), figures["states"])
    print("\n".join(faults) or "the times agree")
    sys.exit(bool(faults))


def _stays(log: Any, phases: dict[str, str]) -> Any:
    """One row for each stay of a case in a state: when it began, and when the next one did."""
    stays = log[log[STATE].notna()].copy()
    stays["phase"] = stays[STATE].map(phases)
    stays["opened"] = stays.groupby(CASE)[WHEN].transform("first")
    stays["left"] = stays.groupby(CASE)[WHEN].shift(-1)
    return stays


def _to_phases(stays: Any) -> Any:
    first = stays.drop_duplicates([CASE, "phase"])
    return _spans((first[WHEN] - first["opened"]) / pd.Timedelta(days=1), first["phase"])


def _in_states(stays: Any) -> Any:
    ended = stays[stays["left"].notna()]
    return _spans((ended["left"] - ended[WHEN]) / pd.Timedelta(days=1), ended[STATE])


def _spans(days: Any, kinds: Any) -> dict[str, tuple[float, float]]:
    groups = days.groupby(kinds)
    return {kind: (float(found.median()), _nearest(found)) for kind, found in groups if len(found) >= FEWEST}


def _nearest(found: Any) -> float:
    """The 80th percentile by the nearest rank."""
    return float(found.sort_values().iloc[-(-4 * len(found) // 5) - 1])


def _differ(about: str, theirs: dict[str, tuple[float, float]], ours: dict[str, list[float]]) -> list[str]:
    print(f"{about}: {len(theirs)} kinds")
    if theirs.keys() != ours.keys():
        return [f"{about}: {sorted(theirs.keys() ^ ours.keys())} only on one side"]
    return [
        f"{about} {kind}: {ours[kind]} here, {list(pair)} there"
        for kind, pair in theirs.items()
        if any(abs(one - other) > NEAR for one, other in zip(pair, ours[kind], strict=True))
    ]


if __name__ == "__main__":
    main()
