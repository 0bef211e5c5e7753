from analytics.presenting import methods
from pages.parts import files, frame, listing, store

frame.begin()
posted, package = store.survey("posted_pay"), store.package()

listing.section("What the words mean", methods.words())
listing.section("What is shown, and what is not", methods.showing_rules())
listing.section("What the figures cannot say", methods.limits(package))
listing.section("How job titles become roles", methods.roles(posted, package))
listing.section("How doubtful posts are found, and how well", methods.bait(posted, package))
files.dictionary(package)
files.sources(package)
files.downloads(package)
