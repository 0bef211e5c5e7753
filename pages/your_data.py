from analytics.topics.imports import exhibits
from pages.parts.view import card, decisions, upload

upload.example()
imported = upload.dropped()
if imported is not None:
    upload.use_button(imported)
    decisions.save(imported)
    card.show(exhibits.audit(imported))
    card.show(exhibits.columns(imported))
    if imported.audit.left_out:
        card.show(exhibits.rows_left_out(imported))
    upload.compare(imported)
