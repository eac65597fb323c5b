"""What each address of a meetup gives to each role."""

from .table import (
    ALL,
    EVERYONE_DOES,
    EVERYONE_FORM,
    NOT,
    ORGANISER,
    ORGANISER_AGAIN,
    ORGANISER_DOES,
    ORGANISER_FORM,
    SEEN,
    Door,
)

TEAM = "302 404 404 404 200 200 404"  # names of guests are for the team: no office sees them

MEETUP_DOORS = {
    # --- the organisers' desk
    "agenda:meetups": Door("{at}/meetups/", SEEN, NOT),
    "agenda:new": Door("{at}/meetups/new/", ORGANISER, ORGANISER_FORM),
    "agenda:desk": Door("{at}/meetups/{meetup}/", SEEN, NOT),
    "agenda:edit": Door("{at}/meetups/{meetup}/edit/", ORGANISER, ORGANISER_FORM),
    "agenda:cancel": Door("{at}/meetups/{meetup}/cancel/", ORGANISER, ORGANISER_FORM),
    "agenda:show": Door("{at}/meetups/{meetup}/show/", NOT, ORGANISER_AGAIN),
    "agenda:close": Door("{at}/meetups/{meetup}/close/", NOT, ORGANISER_DOES),
    "agenda:undo": Door("{at}/meetups/{meetup}/undo/", NOT, ORGANISER_DOES),
    # --- the guests' desk
    "agenda:guests": Door("{at}/meetups/{meetup}/guests/", TEAM, NOT),
    "agenda:guest_list": Door("{at}/meetups/{meetup}/guests/print/", TEAM, NOT),
    "agenda:guest_add": Door("{at}/meetups/{meetup}/guests/add/", NOT, ORGANISER_FORM),
    "agenda:guest_remove": Door(
        "{at}/meetups/{meetup}/guests/{rsvp}/remove/", ORGANISER, ORGANISER_DOES
    ),
    "agenda:came": Door("{at}/meetups/{meetup}/guests/came/", ORGANISER, ORGANISER_FORM),
    "agenda:resize": Door("{at}/meetups/{meetup}/seats/", ORGANISER, ORGANISER_FORM),
    "agenda:write": Door("{at}/meetups/{meetup}/write/", ORGANISER, ORGANISER_FORM),
    # --- mail about it
    "reminders:mail": Door("{at}/meetups/{meetup}/mail/", TEAM, NOT),
    "reminders:mail_preview": Door("{at}/meetups/{meetup}/mail/guest_day/nl/", TEAM, NOT),
    "reminders:mail_html": Door("{at}/meetups/{meetup}/mail/guest_day/nl/html/", TEAM, NOT),
    "reminders:mail_test": Door(
        "{at}/meetups/{meetup}/mail/guest_day/nl/test/", NOT, ORGANISER_DOES
    ),
    # --- everyone's page, and that of who holds a link
    "agenda:poster": Door("/m/{code}/", EVERYONE_DOES, NOT),
    "agenda:meetup": Door("/meetups/{meetup_code}/", ALL, NOT),
    "agenda:come": Door("/meetups/{meetup_code}/come/", ALL, EVERYONE_FORM),
    "agenda:entry": Door("/meetups/{meetup_code}/meetup.ics", ALL, NOT),
    "agenda:guest": Door("/guests/{guest}/", ALL, NOT),
    "agenda:guest_entry": Door("/guests/{guest}/meetup.ics", ALL, NOT),
    "agenda:confirm": Door("/guests/{guest}/confirm/", NOT, EVERYONE_DOES),
    "agenda:party": Door("/guests/{guest}/number/", NOT, EVERYONE_FORM),
    "agenda:withdraw": Door("/guests/{guest}/withdraw/", NOT, EVERYONE_DOES),
    "agenda:not_me": Door("/guests/{guest}/not-me/", NOT, EVERYONE_DOES),
    "agenda:rights": Door("/guests/data/", ALL, EVERYONE_FORM),
    "agenda:rights_link": Door("/guests/data/{rights}/", ALL, NOT),
    "agenda:rights_export": Door("/guests/data/{rights}/export/", NOT, ALL),
    "agenda:rights_erase": Door("/guests/data/{rights}/erase/", NOT, EVERYONE_DOES),
    # --- the agenda
    "agenda:all": Door("/agenda/", ALL, NOT),
    "agenda:area": Door("/agenda/WK024305/", ALL, NOT),
    "agenda:month": Door("/agenda/WK024305/month/", ALL, NOT),
    "agenda:map": Door("/agenda/GM0243/map/", ALL, NOT),
    "agenda:calendar": Door("/agenda/calendar.ics", ALL, NOT),
    "agenda:feed": Door("/agenda/GM0243/feed.atom", ALL, NOT),
    "agenda:embed": Door("/agenda/GM0243/embed/", ALL, NOT),
}
