"""What each address of an office's desk gives to each role."""

from .table import NOT, OFFICE_DOES, ORGANISER_DOES, SEEN, Door

DESK = "/offices/GM0243/desk"
OFFICE_SEES = "302 404 404 404 404 404 200"
OFFICE_FORM = "302 404 404 404 404 404 422"
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
    "support:introduce": Door("{at}/introduce/", OFFICE_SEES, OFFICE_FORM),
    "support:introductions": Door("{at}/introductions/", SEEN, NOT),
    "support:answer_introduction": Door(
        "{at}/introductions/1/", NOT, ORGANISER_DOES, {"answer": "yes"}
    ),
    "support:adopt": Door("{at}/adopt/", NOT, OFFICE_DOES),
}
