"""Doors of the onboarding room."""

from django.urls import URLPattern, path

from onboarding.views import (
    account,
    desk_identity,
    desk_room,
    invitation,
    people,
    phone,
    real_name,
    room,
    sign_in,
)

app_name = "onboarding"
urlpatterns: list[URLPattern] = [
    path("accounts/join/", sign_in.join, name="join"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("me/", account.account, name="account"),
    path("me/phone/", phone.phone, name="phone"),
    path("me/phone/code/", phone.phone_code, name="phone_code"),
    path("me/consents/<slug:purpose>/withdraw/", account.withdraw_consent, name="withdraw_consent"),
    path("me/sessions/end/", account.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("me/data/", account.my_data, name="my_data"),
    path("me/news/", account.news, name="news"),
    path("me/real-name/", real_name.real_name, name="real_name"),
    path("me/real-name/withdraw/", real_name.withdraw, name="real_name_withdraw"),
    path("me/room/", room.room, name="room"),
    path("me/room/withdraw/", room.withdraw, name="room_withdraw"),
    path("desk/room/", desk_room.queue, name="desk_room"),
    path("desk/room/<str:public_id>/", desk_room.item, name="desk_room_item"),
    path("desk/room/<str:public_id>/recording/", desk_room.recording, name="desk_room_recording"),
    path("desk/room/<str:public_id>/judge/", desk_room.judge, name="desk_room_judge"),
    path("desk/identity/", desk_identity.queue, name="desk_identity"),
    path("desk/identity/return/", desk_identity.return_chosen, name="desk_identity_return"),
    path("desk/identity/<str:public_id>/", desk_identity.item, name="desk_identity_item"),
    path("desk/identity/<str:public_id>/decide/", desk_identity.decide, name="desk_identity_decide"),
    path("desk/identity/<str:public_id>/reveal/", desk_identity.reveal, name="desk_identity_reveal"),
    path("desk/identity/<str:public_id>/photo/<slug:side>/", desk_identity.photo, name="desk_identity_photo"),
    path("settings/people/", people.people_list, name="people"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/<str:public_id>/", people.person, name="person"),
    path("settings/people/<str:public_id>/role/", people.ask_role, name="ask_role"),
    path("settings/people/<str:public_id>/deactivate/", people.deactivate, name="deactivate"),
    path("settings/people/<str:public_id>/reactivate/", people.reactivate, name="reactivate"),
    path(
        "settings/invitations/<str:public_id>/withdraw/",
        people.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("settings/roles/<str:public_id>/decide/", people.decide_role, name="decide_role"),
    path("settings/roles/<str:public_id>/end/", people.end_role, name="end_role"),
]
