"""What is done to users, their memberships, their passwords, second factors and sessions."""

from sagsflow.accounts.service.declarations import sign_declaration
from sagsflow.accounts.service.deputies import (
    NewDeputy,
    colleagues,
    end_deputyship,
    led_by,
    lendable,
    name_deputy,
)
from sagsflow.accounts.service.leaving import Part, close_account, leave, parts_of
from sagsflow.accounts.service.memberships import (
    NewMembership,
    confirm_membership,
    decline_membership,
    end_membership,
    grant_membership,
)
from sagsflow.accounts.service.passwords import (
    Link,
    accept_password,
    activate,
    begin_session,
    change_password,
    end_sessions,
    make_link,
    require_usable,
    set_password,
)
from sagsflow.accounts.service.people import (
    NewUser,
    choose_language,
    create_user,
    edit_user,
    reactivate,
)
from sagsflow.accounts.service.resets import ask_for_reset, confirm_reset, decline_reset, reset_factor
from sagsflow.accounts.service.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    pending_secret,
    prove,
    renew_recovery_codes,
)

__all__ = [
    "Link",
    "NewDeputy",
    "NewMembership",
    "NewUser",
    "Part",
    "accept_password",
    "activate",
    "ask_for_reset",
    "begin_enrolment",
    "begin_session",
    "change_password",
    "choose_language",
    "close_account",
    "colleagues",
    "confirm_enrolment",
    "confirm_membership",
    "confirm_reset",
    "create_user",
    "decline_membership",
    "decline_reset",
    "edit_user",
    "end_deputyship",
    "end_membership",
    "end_sessions",
    "grant_membership",
    "leave",
    "led_by",
    "lendable",
    "make_link",
    "name_deputy",
    "parts_of",
    "pending_secret",
    "prove",
    "reactivate",
    "renew_recovery_codes",
    "require_usable",
    "reset_factor",
    "set_password",
    "sign_declaration",
]
