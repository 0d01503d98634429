"""What a receiving unit is told about referrals; what somebody is told by name goes with her task."""

from sagsflow.core.wording import N_
from sagsflow.messages.kinds import Kind

REFERRAL_RECEIVED = Kind(
    "referral-received",
    N_("Your unit has received a referral."),
    N_("My unit receives a referral"),
    "referrals.show",
    "referral_id",
)
REFERRAL_WAITS = Kind(
    "referral-waits",
    N_("A referral waits for your unit."),
    N_("A referral waits for my unit"),
    "referrals.show",
    "referral_id",
)
REFERRALS_MOVED = Kind(
    "referrals-moved",
    N_("The referrals that you asked to have moved have been moved. Look at what could not be."),
    N_("Referrals have been moved for me"),
    "referrals.move",
    "batch_id",
)
KINDS = (REFERRAL_RECEIVED, REFERRAL_WAITS, REFERRALS_MOVED)
