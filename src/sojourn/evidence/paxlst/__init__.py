"""PAXLST: the passenger and crew lists that carriers send to border agencies (UN/EDIFACT), read into movements.

``read_paxlst`` reads a file; ``summarise`` says in one line what a file holds. CUSRES answers are kept apart.
"""

from sojourn.evidence.edifact import Position, Remark
from sojourn.evidence.paxlst.reading import KeptApart, Reading, read_paxlst
from sojourn.evidence.paxlst.summary import Summary, summarise
from sojourn.evidence.set_apart import Quarantined

__all__ = ["KeptApart", "Position", "Quarantined", "Reading", "Remark", "Summary", "read_paxlst", "summarise"]
