"""The web process and the worker both know whom to ask before a house is closed at once."""

import subprocess
import sys

import pytest

ASKED = "from service.supply.safety import before_detaching; print([one.__module__ for one in before_detaching])"


@pytest.mark.parametrize("process", ["service.stays.pages", "service.stays.jobs"])
def test_whoever_closes_a_house_asks_what_leans_on_it_first(process):
    told = subprocess.run(
        [sys.executable, "-c", f"import {process}; {ASKED}"], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "['service.stays.safety']"


def test_without_the_stays_nobody_is_asked():
    told = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
