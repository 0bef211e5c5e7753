from analytics.topics.imports import exhibits
from pages.parts.view import card, decisions, upload

upload.example()
result = upload.upload_form()
if result is not None:
    upload.use_button(result)
    decisions.save(result)
    card.show(exhibits.audit(result))
    card.show(exhibits.columns(result))
    if result.audit.left_out:
        card.show(exhibits.rows_left_out(result))
    upload.compare(result)
