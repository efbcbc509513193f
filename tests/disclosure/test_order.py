"""The order in which rules are read, where two of them meet."""

import pytest
from disclosing import settled

from assistant.disclosure.facts import DisclosureFacts, Reply

THREAT = "articulable_threat rational_basis recipient_can_protect only_needed_data"
OFFICIAL = "meets_official_criteria duty_needs_record identity_verified"
ORDER = "legal_order_presented order_judge_signed order_valid parent_notified"
DIRECTORY = "designated optout_window_given within_limited_release found_without_private_data -directory_optout"
GROUPS = {"THREAT": THREAT, "OFFICIAL": OFFICIAL, "ORDER": ORDER, "DIRECTORY": DIRECTORY}
# Facts that are yes, or no with a dash before them; capitals stand for a group of them.
CASES = [
    # An emergency goes before a stop, a bar and an order on file.
    ("police", "home_address", "sale", "none", "THREAT safe_at_home", "C20-complete", "permitted"),
    ("parent", "grades", "safety", "none", "THREAT custody_order_on_file", "C20-complete", "permitted"),
    ("device_monitor", "device_activity", "monitoring", "none", "THREAT", "C53", "prohibited"),
    # Kinds of data with a rule of their own go before the bars.
    ("vendor_uncontracted", "deidentified", "sale", "none", "pii_removed not_identifiable", "C26", "permitted"),
    ("vendor_uncontracted", "deidentified", "sale", "none", "-pii_removed", "C55", "prohibited"),
    # Stops and bars are read together: the strictest counts.
    ("business", "meal_status", "other", "none", "", "G4", "ask_ra"),
    ("business", "meal_status", "sale", "valid", "", "C55", "prohibited"),
    ("vendor", "substance_program", "contracted_service", "none", "-staff_function", "C05", "prohibited"),
    ("parent", "sms_optin", "inspection", "none", "-eligible_student", "C21", "conditions"),
    # Within a row the first line that fits counts.
    ("court", "sms_optin", "legal_process", "none", "legal_order_presented", "C54-order", "ask_ra"),
    ("sms_carrier", "sms_optin", "text_delivery", "none", "legal_order_presented", "C54-order", "ask_ra"),
    ("immigration_officer", "immigration", "investigation", "valid", "f1_sevis_item", "C35-visa", "ask_ra"),
    ("immigration_officer", "immigration", "legal_process", "none", "ORDER f1_sevis_item", "C18", "conditions"),
    (
        "parent",
        "grades",
        "inspection",
        "none",
        "custody_order_on_file -order_ends_access -eligible_student",
        "C21",
        "conditions",
    ),
    # A parent's right goes before consent, consent before what the law requires, which it may open.
    ("parent", "grades", "inspection", "valid", "-eligible_student -other_students_removed", "C21", "conditions"),
    (
        "parent",
        "grades",
        "inspection",
        "valid",
        "eligible_student identity_verified -custody_order_on_file",
        "C01",
        "permitted",
    ),
    ("deed", "name", "transition_services", "valid", "transition_student identity_verified", "C62", "mandatory"),
    ("deed", "name", "transition_services", "valid", "-transition_student identity_verified", "C01", "permitted"),
    ("parent", "other_student", "inspection", "valid", "identity_verified -custody_order_on_file", "C01", "permitted"),
    # A consent that is held up, by its yearly notice or by identity, is no worse than none.
    ("medicaid_biller", "name", "billing", "valid", "", "C46", "conditions"),
    ("medicaid_biller", "name", "billing", "valid", "DIRECTORY", "C24", "permitted"),
    ("media", "name", "public_request", "valid", "DIRECTORY", "C24", "permitted"),
    ("media", "name", "public_request", "valid", "DIRECTORY identity_verified", "C01", "permitted"),
    # A rule that names the data shuts out the general one; orders and emergencies are never shut out.
    ("staff", "court_disposition", "school_duty", "none", "OFFICIAL -disposition_list_covers", "C52", "ask_ra"),
    (
        "staff",
        "court_disposition",
        "school_duty",
        "none",
        "ORDER -disposition_list_covers identity_verified",
        "C18",
        "permitted",
    ),
    (
        "school",
        "offender_registration",
        "enrollment",
        "none",
        "received_under_registration_law enrolling_or_attending family_started_transfer",
        "C29",
        "ask_ra",
    ),
    # A refusal that ends the search closes directory information too; one that does not leaves it open.
    (
        "military_recruiter",
        "name",
        "military_recruiting",
        "none",
        "DIRECTORY military_optout",
        "C31-military",
        "consent",
    ),
    ("military_recruiter", "name", "recruiting", "none", "DIRECTORY", "C24", "permitted"),
    ("college", "name", "recruiting", "none", "DIRECTORY", "C24", "permitted"),
    # The least strict one held counts, and before the default.
    (
        "juvenile_justice",
        "behavior_topics",
        "safety",
        "none",
        "-before_adjudication needed_to_protect",
        "C14",
        "conditions",
    ),
    (
        "juvenile_justice",
        "behavior_topics",
        "safety",
        "none",
        "-before_adjudication -articulable_threat",
        "C13-adjudicated",
        "ask_ra",
    ),
    (
        "education_auditor",
        "name",
        "audit_evaluation",
        "none",
        "legal_order_presented order_judge_signed",
        "C18",
        "conditions",
    ),
    # A Social Security number passes by few rules.
    ("staff", "ssn", "school_duty", "none", "OFFICIAL", "C02", "permitted"),
    ("mde", "ssn", "state_reporting", "none", "authority_confirmed identity_verified", "C10-reporting", "mandatory"),
    ("accreditor", "ssn", "accreditation", "none", "accrediting_function identity_verified", "C16", "ask_ra"),
    (
        "court",
        "ssn",
        "lawsuit",
        "none",
        "ORDER suit_with_district records_of_that_student relevant_to_suit identity_verified",
        "C18",
        "permitted",
    ),
    # Step 10 holds a release up, and leaves a stricter outcome as it is.
    ("accreditor", "grades", "accreditation", "none", "accrediting_function", "C16", "conditions"),
    ("accreditor", "phone", "accreditation", "none", "accrediting_function identity_verified", "C16", "conditions"),
    (
        "student",
        "phone",
        "inspection",
        "none",
        "eligible_student other_students_removed identity_verified",
        "C22-eligible",
        "mandatory",
    ),
    ("media", "name", "public_request", "none", "DIRECTORY -identity_verified", "C24", "permitted"),
    ("media", "name", "public_request", "none", "DIRECTORY more_than_needed", "C24", "conditions"),
    (
        "device_monitor",
        "device_activity",
        "monitoring",
        "none",
        "device_warrant -identity_verified",
        "C53-ground",
        "permitted",
    ),
    ("relative_or_caregiver", "grades", "inspection", "valid", "identity_verified", "C01", "conditions"),
    ("business", "grades", "other", "none", "more_than_needed", "C60", "consent"),
    # Personnel data have their own consent, that of the employee.
    ("public", "personnel", "personnel_request", "valid", "-personnel_public_item", "C56-consent", "permitted"),
    ("staff", "personnel", "school_duty", "none", "-duty_needs_record", "C56-duty", "consent"),
]


def answers(told: str) -> dict[str, Reply]:
    found: dict[str, Reply] = {}
    for word in told.split():
        for fact in GROUPS.get(word, word).split():
            found[fact.removeprefix("-")] = "no" if fact.startswith("-") else "yes"
    return found


@pytest.mark.parametrize(("recipient", "item", "purpose", "consent", "told", "rule", "outcome"), CASES)
def test_which_rule_comes_first(
    recipient: str, item: str, purpose: str, consent: str, told: str, rule: str, outcome: str
) -> None:
    facts = DisclosureFacts(recipient=recipient, data=(item,), purpose=purpose, consent=consent, facts=answers(told))
    found = settled(facts)
    assert (found.rule.id, found.outcome) == (rule, outcome)
