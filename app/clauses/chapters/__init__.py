"""The table of clauses: a file a chapter, in the order of the policies."""

from app.clauses.chapters import access, assets, nanao, networks, organisation, people, policy, running, threats

CHAPTERS = tuple(
    part.CHAPTER for part in (policy, organisation, assets, people, networks, access, threats, running, nanao)
)
