from analytics.topics.imports import exhibits
from pages.parts.view import card, decisions, upload

result = upload.upload_form()
if result is None:
    upload.example()
else:
    upload.use_button(result)
    decisions.save(result)
    card.show(exhibits.audit(result))
    card.show(exhibits.columns(result))
    if result.audit.left_out:
        card.show(exhibits.rows_left_out(result))
    upload.compare(result)
