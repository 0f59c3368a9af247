"""The hard rules, in the order in which a newcomer should read them: first whom and when, then room, then people."""

from __future__ import annotations

from matching.constraints import (
    ages_and_needs,
    beds,
    budget,
    checks_valid,
    grant,
    kept_apart,
    mentor_head_count,
    mentor_hours,
    mentor_one_place,
    mentor_presence,
    mixing,
    must_wishes,
    nights_per_month,
    notice_and_length,
    one_option_per_occurrence,
    one_place_at_a_time,
    openings,
    pins_and_exclusions,
    rest_between_stays,
    siblings,
    stays_per_month,
    vetoes,
    visit_first,
)
from matching.rule import Rule

RULES: tuple[Rule, ...] = (
    one_option_per_occurrence.RULE,
    openings.RULE,
    checks_valid.RULE,
    ages_and_needs.RULE,
    vetoes.VETOED,
    vetoes.UNSUITABLE,
    vetoes.DECLINED,
    must_wishes.RULE,
    notice_and_length.RULE,
    grant.RULE,
    beds.RULE,
    nights_per_month.RULE,
    stays_per_month.RULE,
    rest_between_stays.RULE,
    mixing.RULE,
    one_place_at_a_time.RULE,
    siblings.RULE,
    kept_apart.RULE,
    visit_first.RULE,
    mentor_presence.RULE,
    mentor_one_place.RULE,
    mentor_hours.RULE,
    mentor_head_count.RULE,
    pins_and_exclusions.RULE,
    budget.RULE,
)

RULE_BY_CODE = {rule.code: rule for rule in RULES}
