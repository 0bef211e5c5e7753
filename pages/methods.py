from analytics.presenting.messages import _
from analytics.topics.methods import estimate_terms, terms
from analytics.topics.witnesses import profile_exhibits
from pages.parts.cache import market, surveys, tables
from pages.parts.view import card, files, listing

posted, package = surveys.packaged_survey("posted_pay"), tables.package()
words, checks, estimates, columns, sources, downloads = files.parts()

if words.open:
    with words:
        listing.section(_("What the words mean"), terms.words())
        listing.section(_("What is shown, and what is not"), terms.showing_rules())
        listing.section(_("What the figures cannot say"), terms.limits(package))

if checks.open:
    with checks:
        listing.section(_("How job titles become roles"), terms.roles(posted, package))
        listing.section(_("How doubtful posts are found, and how well"), terms.bait(posted, package))

if estimates.open:
    with estimates:
        listing.section(_("How an estimate is made"), estimate_terms.method())
        held_out = tables.table("estimate_checks")
        listing.section(_("How well estimates do"), estimate_terms.how_well(held_out))
        listing.table(_("Every check of the benchmark"), estimate_terms.full_table(held_out))

if columns.open:
    with columns:
        files.dictionary(package)

if sources.open:
    with sources:
        answer = market.sources()
        card.show(profile_exhibits.levels(answer))
        card.show(profile_exhibits.found_again(answer))
        listing.section(_("What each source is, and what it cannot see"), profile_exhibits.terms(answer))
        files.sources(package)

if downloads.open:
    with downloads:
        files.downloads(package)
