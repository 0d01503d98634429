"""Every feature's tables, known in one place, so that migrations see the whole shape."""

from sagsflow.access import models as _access
from sagsflow.accounts import models as _accounts
from sagsflow.activities import models as _activities
from sagsflow.batches import models as _batches
from sagsflow.board import models as _board
from sagsflow.cases import models as _cases
from sagsflow.consents import models as _consents
from sagsflow.core.base import Base
from sagsflow.directory import models as _directory
from sagsflow.documents import models as _documents
from sagsflow.emergency import models as _emergency
from sagsflow.eventlog import models as _eventlog
from sagsflow.files import models as _files
from sagsflow.handouts import models as _handouts
from sagsflow.imports import models as _imports
from sagsflow.jobs import models as _jobs
from sagsflow.measures import models as _measures
from sagsflow.meetings import models as _meetings
from sagsflow.messages import models as _messages
from sagsflow.organisations import models as _organisations
from sagsflow.outreach import models as _outreach
from sagsflow.overview import models as _overview
from sagsflow.privacy import models as _privacy
from sagsflow.referrals import models as _referrals
from sagsflow.residents import models as _residents
from sagsflow.review import models as _review
from sagsflow.tasks import models as _tasks
from sagsflow.web import models as _web

FEATURES = (
    _access,
    _accounts,
    _activities,
    _batches,
    _board,
    _cases,
    _consents,
    _directory,
    _emergency,
    _documents,
    _eventlog,
    _files,
    _handouts,
    _imports,
    _jobs,
    _measures,
    _meetings,
    _messages,
    _organisations,
    _outreach,
    _overview,
    _privacy,
    _referrals,
    _residents,
    _review,
    _tasks,
    _web,
)
METADATA = Base.metadata
