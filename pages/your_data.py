from analytics.topics.imports import exhibits as import_exhibits
from pages.parts.view import card, upload

upload.example()
imported = upload.dropped()
if imported is not None:
    upload.use_button(imported)
    upload.save_decisions(imported)
    card.show(import_exhibits.audit(imported))
    card.show(import_exhibits.columns(imported))
    if imported.audit.left_out:
        card.show(import_exhibits.rows_left_out(imported))
    upload.compare(imported)
