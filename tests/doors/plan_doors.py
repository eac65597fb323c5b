"""What each address of a plan gives to each role."""

from .table import (
    ALL,
    EVERYONE_FORM,
    MEMBER_DOES,
    NOT,
    OFFICE_DOES,
    ORGANISER,
    ORGANISER_AGAIN,
    ORGANISER_DOES,
    ORGANISER_FORM,
    SEEN,
    Door,
)

PLAN_DOORS = {
    "initiatives:mine": Door("/initiatives/", "302 200 200 200 200 200 200", NOT),
    "initiatives:start": Door("/initiatives/new/", ALL, EVERYONE_FORM),
    "initiatives:overview": Door("{at}/", SEEN, NOT),
    "initiatives:advice": Door("{at}/advice/", SEEN, NOT),
    "initiatives:edit": Door("{at}/edit/", ORGANISER, ORGANISER_FORM),
    "initiatives:move_date": Door("{at}/move/", ORGANISER, ORGANISER_FORM),
    "initiatives:copy": Door("{at}/copy/", ORGANISER, ORGANISER_FORM),
    "initiatives:steps": Door("{at}/steps/", SEEN, NOT),
    "initiatives:add_step": Door("{at}/steps/add/", ORGANISER, ORGANISER_FORM),
    "initiatives:change_step": Door("{at}/steps/{step}/", ORGANISER, ORGANISER_FORM),
    "initiatives:finish_step": Door("{at}/steps/{step}/done/", NOT, MEMBER_DOES),
    "initiatives:reopen_step": Door("{at}/steps/{step}/reopen/", NOT, MEMBER_DOES),
    "initiatives:take_step": Door("{at}/steps/{step}/take/", NOT, MEMBER_DOES),
    "initiatives:give_back_step": Door("{at}/steps/{step}/give-back/", NOT, MEMBER_DOES),
    "initiatives:skip_step": Door("{at}/steps/{step}/skip/", ORGANISER, ORGANISER_FORM),
    "initiatives:remove_step": Door("{at}/steps/{step}/remove/", ORGANISER, ORGANISER_DOES),
    "initiatives:invited": Door("/initiatives/invitation/{token}/", ALL, EVERYONE_FORM),
    "initiatives:team": Door("{at}/team/", SEEN, NOT),
    "initiatives:invite": Door("{at}/team/invite/", NOT, ORGANISER_FORM),
    "initiatives:invite_again": Door(
        "{at}/team/invitations/{invitation}/again/", NOT, ORGANISER_DOES
    ),
    "initiatives:withdraw_invitation": Door(
        "{at}/team/invitations/{invitation}/withdraw/", NOT, ORGANISER_DOES
    ),
    "initiatives:change_member": Door(
        "{at}/team/members/{member}/", NOT, "302 404 404 404 409 422 404"
    ),
    "initiatives:remove_member": Door(
        "{at}/team/members/{member}/remove/", ORGANISER, ORGANISER_DOES
    ),
    "initiatives:leave_team": Door(
        "{at}/team/leave/",
        "302 404 404 404 200 200 404",
        "302 404 404 404 302 409 404",
    ),
    "initiatives:step_up": Door("{at}/team/step-up/", NOT, "302 404 404 404 409 409 404"),
    "initiatives:hand_over": Door("{at}/team/hand-over/", ORGANISER, ORGANISER_FORM),
    "initiatives:answer_offer": Door(
        "{at}/team/offers/{offer}/",
        NOT,
        "302 404 404 404 302 409 404",
        {"answer": "yes"},
    ),
    "initiatives:ask_for_hand": Door("{at}/team/hands/", NOT, ORGANISER_FORM),
    "initiatives:lend_hand": Door("{at}/team/hands/{hand}/", NOT, MEMBER_DOES, {"do": "take"}),
    "initiatives:budget": Door("{at}/budget/", SEEN, NOT),
    "initiatives:budget_csv": Door("{at}/budget.csv", SEEN, NOT),
    "initiatives:add_line": Door("{at}/budget/lines/add/", ORGANISER, ORGANISER_FORM),
    "initiatives:change_line": Door("{at}/budget/lines/{line}/", ORGANISER, ORGANISER_FORM),
    "initiatives:remove_line": Door("{at}/budget/lines/{line}/remove/", NOT, ORGANISER_AGAIN),
    "initiatives:add_funding": Door("{at}/budget/money/add/", ORGANISER, ORGANISER_FORM),
    "initiatives:change_funding": Door("{at}/budget/money/{money}/", ORGANISER, ORGANISER_FORM),
    "initiatives:remove_funding": Door("{at}/budget/money/{money}/remove/", NOT, ORGANISER_AGAIN),
    "initiatives:add_receipt": Door("{at}/budget/lines/{line}/receipts/", NOT, ORGANISER_FORM),
    "initiatives:receipt": Door("{at}/receipts/{receipt}/", SEEN, NOT),
    "initiatives:remove_receipt": Door("{at}/receipts/{receipt}/remove/", NOT, ORGANISER_DOES),
    "initiatives:check": Door("{at}/check/", SEEN, ORGANISER_FORM),
    "initiatives:settle_safety": Door("{at}/safety/{point}/settle/", NOT, ORGANISER_FORM),
    "initiatives:reopen_safety": Door("{at}/safety/{point}/reopen/", NOT, ORGANISER_DOES),
    "initiatives:invitations": Door("{at}/invitations/", SEEN, NOT),
    "initiatives:save_text": Door("{at}/invitations/letter/nl/", NOT, ORGANISER_FORM),
    "initiatives:reset_text": Door("{at}/invitations/letter/nl/reset/", NOT, ORGANISER_DOES),
    "initiatives:save_coming": Door("{at}/invitations/coming/", NOT, ORGANISER_FORM),
    "initiatives:open_page": Door("{at}/invitations/open/", NOT, ORGANISER_DOES),
    "initiatives:close_page": Door("{at}/invitations/close/", NOT, ORGANISER_DOES),
    "initiatives:poster": Door("{at}/poster.pdf", SEEN, NOT),
    "initiatives:poster_image": Door("{at}/poster.png", SEEN, NOT),
    "initiatives:slip": Door("{at}/slip.pdf", SEEN, NOT),
    "initiatives:door_list": Door("{at}/list.pdf", SEEN, NOT),
    "initiatives:plan_pdf": Door("{at}/plan.pdf", SEEN, NOT),
    "initiatives:qr": Door("{at}/qr.svg", SEEN, NOT),
    "support:support": Door("{at}/support/", SEEN, NOT),
    "support:review": Door(
        "{at}/review/", "302 404 404 404 404 404 200", "302 404 404 404 404 404 422"
    ),
    "support:agree": Door("{at}/review/agree/", NOT, OFFICE_DOES),
    "support:assign": Door("{at}/review/assign/", NOT, OFFICE_DOES),
    "support:add_note": Door("{at}/review/note/", NOT, "302 404 404 404 404 404 422"),
    "support:delete_note": Door("{at}/review/note/1/delete/", NOT, OFFICE_DOES),
    "support:set_tags": Door("{at}/review/tags/", NOT, OFFICE_DOES),
    # Deciding has one page, for reviewing: the way there is open, and another way is not.
    "initiatives:move": Door("{at}/move/approve/", OFFICE_DOES, "302 404 404 404 404 404 405"),
    "initiatives:history": Door("{at}/history/", SEEN, NOT),
}
