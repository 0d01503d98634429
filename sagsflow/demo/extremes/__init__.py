"""What a paper must bear: the longest names and texts that are likely, and cases on which next to nothing is written."""

from pathlib import Path

from sagsflow.demo.script import Script

HERE = Path(__file__).parent
LONGEST, EMPTIEST = "longest", "emptiest"
SCRIPTS = {name: Script(HERE / name) for name in (LONGEST, EMPTIEST)}
