"""What is done to users, their memberships, their passwords, second factors and sessions."""

from sagsflow.accounts.service.memberships import (
    NewMembership,
    end_membership,
    grant_membership,
    sign_declaration,
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
    deactivate,
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
    "NewMembership",
    "NewUser",
    "accept_password",
    "activate",
    "ask_for_reset",
    "begin_enrolment",
    "begin_session",
    "change_password",
    "choose_language",
    "confirm_enrolment",
    "confirm_reset",
    "create_user",
    "deactivate",
    "decline_reset",
    "edit_user",
    "end_membership",
    "end_sessions",
    "grant_membership",
    "make_link",
    "pending_secret",
    "prove",
    "reactivate",
    "renew_recovery_codes",
    "require_usable",
    "reset_factor",
    "set_password",
    "sign_declaration",
]
