"""What each address of an office's desk gives to each role."""

from .table import NOT, OFFICE_DOES, ORGANISER, ORGANISER_DOES, ORGANISER_FORM, SEEN, Door

DESK = "/offices/GM0243/desk"
ANSWERS = "/offices/GM0243/answers"
OFFICE_SEES = "302 404 404 404 404 404 200"
OFFICE_FORM = "302 404 404 404 404 404 422"
NOBODY = "302 404 404 404 404 404 404"  # for managers only
ANY_OFFICE = "302 404 302 404 404 404 302"

DESK_DOORS = {
    "dashboard:start": Door("/desk/", ANY_OFFICE, NOT),
    "dashboard:desk": Door(f"{DESK}/", OFFICE_SEES, NOT),
    "dashboard:queue": Door(f"{DESK}/plans/", OFFICE_SEES, NOT),
    "dashboard:export": Door(f"{DESK}/plans/export/", NOT, OFFICE_SEES, {"format": "csv"}),
    "dashboard:keep_filter": Door(f"{DESK}/plans/filters/", NOT, OFFICE_FORM),
    "dashboard:remove_filter": Door(f"{DESK}/plans/filters/1/remove/", NOT, OFFICE_DOES),
    "dashboard:assign": Door(f"{DESK}/plans/{{pk}}/reviewer/", NOT, OFFICE_DOES),
    "dashboard:radar": Door(f"{DESK}/radar/", OFFICE_SEES, NOT),
    "dashboard:figures": Door(f"{DESK}/figures/", OFFICE_SEES, NOT),
    "dashboard:report": Door(f"{DESK}/report.pdf", NOT, OFFICE_SEES),
    "support:introduce": Door("{at}/introduce/", OFFICE_SEES, OFFICE_FORM),
    "support:introductions": Door("{at}/introductions/", SEEN, NOT),
    "support:answer_introduction": Door(
        "{at}/introductions/1/", NOT, ORGANISER_DOES, {"answer": "yes"}
    ),
    "support:adopt": Door("{at}/adopt/", OFFICE_SEES, OFFICE_DOES),
    # --- help: asked, promised, paid
    "support:write": Door("{at}/support/write/", NOT, "302 404 404 404 404 422 422"),
    "support:ask": Door("{at}/help/ask/", ORGANISER, ORGANISER_FORM),
    "support:withdraw_request": Door("{at}/help/{request}/withdraw/", NOT, ORGANISER_DOES),
    "support:promise": Door("{at}/promises/add/", OFFICE_SEES, OFFICE_FORM),
    "support:promise_for": Door("{at}/help/{request}/promise/", OFFICE_SEES, OFFICE_FORM),
    "support:decline_request": Door("{at}/help/{request}/decline/", OFFICE_SEES, OFFICE_FORM),
    "support:keep_promise": Door("/promises/{promise}/keep/", NOT, OFFICE_DOES),
    "support:withdraw_promise": Door("/promises/{promise}/withdraw/", OFFICE_SEES, OFFICE_FORM),
    "support:give_promise": Door("/promises/{promise}/give/", OFFICE_SEES, OFFICE_FORM),
    "support:pay": Door("/promises/{promise}/pay/", OFFICE_SEES, OFFICE_FORM),
    "support:correct_payment": Door("/promises/{promise}/correct/", OFFICE_SEES, OFFICE_FORM),
    "dashboard:promises": Door(f"{DESK}/promises/", OFFICE_SEES, NOT),
    "dashboard:money": Door(f"{DESK}/money/", OFFICE_SEES, NOT),
    "dashboard:set_budget": Door(f"{DESK}/money/2027/", NOT, NOBODY),
    # --- what the office adds to the catalogue
    "dashboard:overlays": Door(f"{DESK}/formats/", OFFICE_SEES, NOT),
    "dashboard:look_at_format": Door(f"{DESK}/formats/{{format}}/look/", OFFICE_SEES, NOT),
    "dashboard:format_news": Door(f"{DESK}/formats/{{format}}/news/", OFFICE_SEES, NOT),
    "dashboard:settle_news": Door(f"{DESK}/formats/{{format}}/news/settle/", NOT, NOBODY),
    "dashboard:note": Door(f"{DESK}/formats/notes/soup/", NOBODY, NOBODY),
    "dashboard:remove_note": Door(f"{DESK}/formats/notes/soup/remove/", NOT, NOBODY),
    "dashboard:add_format": Door(f"{DESK}/formats/of/soup/", NOBODY, NOBODY),
    "dashboard:own_format": Door(f"{DESK}/formats/{{format}}/", NOBODY, NOBODY),
    "dashboard:show_format": Door(f"{DESK}/formats/{{format}}/show/", NOT, NOBODY),
    "dashboard:remove_format": Door(f"{DESK}/formats/{{format}}/remove/", NOT, NOBODY),
    # --- for managers only: what they get stands in `MANAGERS`
    "dashboard:audit": Door(f"{DESK}/audit/", NOBODY, NOT),
    "dashboard:audit_export": Door(f"{DESK}/audit/export/", NOT, NOBODY),
    "support:texts": Door(f"{ANSWERS}/", NOBODY, NOT),
    "support:text_add": Door(f"{ANSWERS}/add/", NOBODY, NOBODY),
    "support:text": Door(f"{ANSWERS}/{{text}}/", NOBODY, NOBODY),
    "support:text_remove": Door(f"{ANSWERS}/{{text}}/remove/", NOT, NOBODY),
}
MANAGERS = {
    "dashboard:set_budget": ("405", "422"),
    "dashboard:audit": ("200", "405"),
    "dashboard:audit_export": ("405", "200"),
    "dashboard:settle_news": ("405", "422"),
    "dashboard:note": ("200", "422"),
    "dashboard:remove_note": ("405", "302"),
    "dashboard:add_format": ("200", "422"),
    "dashboard:own_format": ("200", "422"),
    "dashboard:show_format": ("405", "302"),
    "dashboard:remove_format": ("405", "302"),
    "support:texts": ("200", "405"),
    "support:text_add": ("200", "422"),
    "support:text": ("200", "422"),
    "support:text_remove": ("405", "302"),
}
"""What looking and posting give to a manager, where a reviewer finds nothing."""
