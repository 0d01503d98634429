"""The pages of referrals: the receiver's lists, one referral with its steps and its clock, and the door without an account."""

from flask import Blueprint

from sagsflow.referrals.routes import answering, by_link, changing, linking, moving, pausing, sending

bp = Blueprint("referrals", __name__, url_prefix="/referrals")

for module in (moving, answering, changing, linking, pausing, sending):
    module.add_to(bp)

BLUEPRINTS = (bp, by_link.bp)
