"""What is done to users, their memberships, their passwords and their sessions."""

from sagsflow.accounts.service.memberships import (
    NewMembership,
    end_membership,
    grant_membership,
    sign_declaration,
)
from sagsflow.accounts.service.passwords import (
    Link,
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

__all__ = [
    "Link",
    "NewMembership",
    "NewUser",
    "activate",
    "begin_session",
    "change_password",
    "choose_language",
    "create_user",
    "deactivate",
    "edit_user",
    "end_membership",
    "end_sessions",
    "grant_membership",
    "make_link",
    "reactivate",
    "require_usable",
    "set_password",
    "sign_declaration",
]
