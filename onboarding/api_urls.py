"""Doors for programs, under ``/api/v1/``."""

from django.urls import URLPattern, path

from onboarding import (
    api,
    api_checks,
    api_equipment,
    api_joining,
    api_own,
    api_path,
    api_people,
    api_profile,
    api_room,
    api_sop,
)

urlpatterns: list[URLPattern] = [
    path("auth/code/", api.AuthCode.as_view(), name="api_auth_code"),
    path("auth/token/", api.AuthToken.as_view(), name="api_auth_token"),
    path("auth/join/", api_joining.Join.as_view(), name="api_join"),
    path("texts/<slug:purpose>/", api_joining.ConsentText.as_view(), name="api_text"),
    path("invitations/accept/", api_joining.AcceptInvitation.as_view(), name="api_accept_invitation"),
    path("auth/sign-out/", api.SignOut.as_view(), name="api_sign_out"),
    path("me/", api.Me.as_view(), name="api_me"),
    path("me/real-name/", api.RealName.as_view(), name="api_real_name"),
    path("me/real-name/withdraw/", api_own.WithdrawRealName.as_view(), name="api_real_name_withdraw"),
    path("me/phone/code/", api_own.NewPhoneCode.as_view(), name="api_new_phone_code"),
    path("me/phone/", api_own.NewPhone.as_view(), name="api_new_phone"),
    path("me/equipment/", api_equipment.Equipment.as_view(), name="api_equipment"),
    path("me/equipment/withdraw/", api_equipment.WithdrawEquipment.as_view(), name="api_equipment_withdraw"),
    path("equipment-checks/", api_equipment.EquipmentQueue.as_view(), name="api_equipment_queue"),
    path(
        "equipment-checks/<str:public_id>/photo/",
        api_equipment.EquipmentPhoto.as_view(),
        name="api_equipment_photo",
    ),
    path(
        "equipment-checks/<str:public_id>/decide/",
        api_equipment.DecideEquipment.as_view(),
        name="api_equipment_decide",
    ),
    path("me/room/", api_room.Room.as_view(), name="api_room"),
    path("me/room/withdraw/", api_room.WithdrawRoom.as_view(), name="api_room_withdraw"),
    path("room-checks/", api_room.RoomQueue.as_view(), name="api_room_queue"),
    path(
        "room-checks/<str:public_id>/recording/", api_room.RoomRecording.as_view(), name="api_room_recording"
    ),
    path("room-checks/<str:public_id>/judge/", api_room.JudgeRoom.as_view(), name="api_room_judge"),
    path("me/sessions/end/", api.EndSessions.as_view(), name="api_end_sessions"),
    path("me/consents/", api_own.Consents.as_view(), name="api_consents"),
    path(
        "me/consents/<slug:purpose>/withdraw/", api_own.WithdrawConsent.as_view(), name="api_withdraw_consent"
    ),
    path("me/news/", api_own.News.as_view(), name="api_news"),
    path("me/data/", api_own.MyData.as_view(), name="api_my_data"),
    path("sops/", api_sop.Sops.as_view(), name="api_sops"),
    path("sops/<slug:line>/propose/", api_sop.ProposeSop.as_view(), name="api_propose_sop"),
    path("sops/<str:public_id>/decide/", api_sop.DecideSop.as_view(), name="api_decide_sop"),
    path("door/", api_path.Fits.as_view(), name="api_door"),
    path("me/profile/", api_profile.MyProfile.as_view(), name="api_profile"),
    path("me/profile/send/", api_profile.SendProfile.as_view(), name="api_send_profile"),
    path("me/lines/", api_path.Lines.as_view(), name="api_lines"),
    path("me/lines/<slug:line>/choose/", api_path.ChooseLine.as_view(), name="api_choose_line"),
    path("me/lines/<slug:line>/drop/", api_path.DropLine.as_view(), name="api_drop_line"),
    path("identity-checks/", api.IdentityQueue.as_view(), name="api_identity_queue"),
    path("identity-checks/return/", api.ReturnIdentities.as_view(), name="api_identity_return"),
    path("identity-checks/<str:public_id>/", api_checks.Papers.as_view(), name="api_identity_check"),
    path(
        "identity-checks/<str:public_id>/photos/<slug:side>/",
        api_checks.Photo.as_view(),
        name="api_identity_photo",
    ),
    path(
        "identity-checks/<str:public_id>/decide/",
        api.IdentityDecision.as_view(),
        name="api_identity_decision",
    ),
    path(
        "identity-checks/<str:public_id>/reveal/",
        api_own.RevealIdentity.as_view(),
        name="api_identity_reveal",
    ),
    path("people/", api_people.People.as_view(), name="api_people"),
    path("people/<str:public_id>/", api_people.Person.as_view(), name="api_person"),
    path("people/<str:public_id>/roles/", api_people.AskRole.as_view(), name="api_ask_role"),
    path("people/<str:public_id>/deactivate/", api_people.Deactivate.as_view(), name="api_deactivate"),
    path("people/<str:public_id>/reactivate/", api_people.Reactivate.as_view(), name="api_reactivate"),
    path("roles/", api_people.AskedRoles.as_view(), name="api_asked_roles"),
    path("roles/<str:public_id>/decide/", api_people.DecideRole.as_view(), name="api_decide_role"),
    path("roles/<str:public_id>/end/", api_people.EndRole.as_view(), name="api_end_role"),
    path("invitations/", api_people.Invitations.as_view(), name="api_invitations"),
    path(
        "invitations/<str:public_id>/withdraw/",
        api_people.WithdrawInvitation.as_view(),
        name="api_withdraw_invitation",
    ),
]
