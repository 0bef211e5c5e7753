from analytics.topics.methods import terms
from pages.parts.cache import surveys, tables
from pages.parts.view import files, layout, listing

posted, package = surveys.survey("posted_pay"), tables.package()
words, checks, columns, sources, downloads = layout.tabs(
    ("Words and limits", "Roles and bait", "Columns", "Sources", "Downloads"), key="part"
)

if words.open:
    with words:
        listing.section("What the words mean", terms.words())
        listing.section("What is shown, and what is not", terms.showing_rules())
        listing.section("What the figures cannot say", terms.limits(package))

if checks.open:
    with checks:
        listing.section("How job titles become roles", terms.roles(posted, package))
        listing.section("How doubtful posts are found, and how well", terms.bait(posted, package))

if columns.open:
    with columns:
        files.dictionary(package)

if sources.open:
    with sources:
        files.sources(package)

if downloads.open:
    with downloads:
        files.downloads(package)
