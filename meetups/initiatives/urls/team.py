"""Where a team is made: invitations, roles, handing over, helping hands."""

from django.urls import path

from ..views import hands, invited, team

urlpatterns = [
    path("invitation/<str:token>/", invited.invited, name="invited"),
    path("<int:pk>/team/", team.show_team, name="team"),
    path("<int:pk>/team/invite/", team.invite, name="invite"),
    path(
        "<int:pk>/team/invitations/<int:invitation>/again/",
        team.invite_again,
        name="invite_again",
    ),
    path(
        "<int:pk>/team/invitations/<int:invitation>/withdraw/",
        team.withdraw,
        name="withdraw_invitation",
    ),
    path("<int:pk>/team/members/<int:member>/", team.change, name="change_member"),
    path("<int:pk>/team/members/<int:member>/remove/", team.remove, name="remove_member"),
    path("<int:pk>/team/leave/", team.leave, name="leave_team"),
    path("<int:pk>/team/step-up/", team.step_up, name="step_up"),
    path("<int:pk>/team/hand-over/", team.hand_over, name="hand_over"),
    path("<int:pk>/team/offers/<int:offer>/", team.answer_offer, name="answer_offer"),
    path("<int:pk>/team/hands/", hands.ask, name="ask_for_hand"),
    path("<int:pk>/team/hands/<int:hand>/", hands.lend, name="lend_hand"),
]
