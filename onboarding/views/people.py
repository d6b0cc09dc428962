"""The administrator's people: who is here, who may do what, who is invited."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions import invitations, roles
from onboarding.actions.people import deactivate_user, reactivate_user
from onboarding.forms.account import InviteForm, RoleForm
from onboarding.models import Invitation, RoleGrant, User
from onboarding.phones import masked
from onboarding.queries.people import asked_grants, open_invitations, people, people_counts
from onboarding.role_words import role_word
from onboarding.rules.roles import needs_second
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import ADMINISTRATOR, AUDITOR
from yunke.listing import Listing
from yunke.models import AuditEntry
from yunke.refusals import answer_of, wordings

PAGE = 50
PEOPLE = Listing(
    "onboarding:people",
    {
        "active": ("-is_active", "name"),
        "name": "name",
        "number": F("agent__number").asc(nulls_last=True),
    },
    keeps=("who",),
)
ACT_WORDS = {
    "phone_changed": _("换了登录手机号"),
    "profile_changed": _("改了称呼或语言"),
    "sessions_ended": _("让其他设备退出"),
    "user_deactivated": _("账号停用"),
    "user_reactivated": _("账号恢复"),
    "own_data_exported": _("下载了自己的数据"),
    "second_factor_added": _("打开了两步验证"),
    "second_factor_removed": _("关掉了两步验证"),
    "token_issued": _("给程序发了令牌"),
}
INVITED_LINK = "invited_link"  # shown once, to the administrator who invited


@never_cache
@allow(ADMINISTRATOR, read=(AUDITOR,))
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    listed = PEOPLE.shown(request)
    words, everybody = listed.search, listed.asked.get("who") == "all"
    page = listed.page(people(words=words, staff_only=not everybody), PAGE)
    counts = people_counts(words)
    context = {
        "rows": [_row(user) for user in page],
        "page": page,
        "words": words,
        "who": "all" if everybody else "",
        "chips": [("", gettext("员工"), counts["staff"]), ("all", gettext("所有人"), counts["all"])],
        "asked": [_grant(grant, request.user) for grant in asked_grants()],
        "invitations": [
            {"row": row, "phone": masked(row.phone), "roles": [role_word(one) for one in row.roles]}
            for row in open_invitations(clock.now())
        ],
        "can_act": _can_act(request),
        "link": request.session.pop(INVITED_LINK, ""),
    }
    return render(request, "onboarding/people.html", context)


def _row(user: Any) -> dict[str, Any]:
    return {
        "user": user,
        "phone": masked(user.phone),
        "agent": getattr(user, "agent", None),
        "roles": [
            {"word": role_word(grant.role), "asked": grant.state == "asked"} for grant in user.live_grants
        ],
    }


def _grant(grant: RoleGrant, viewer: Any) -> dict[str, Any]:
    return {
        "row": grant,
        "word": role_word(grant.role),
        "money": needs_second(grant.role),
        "mine": viewer.pk in (grant.asked_by_id, grant.user_id),
    }


def _can_act(request: HttpRequest) -> bool:
    return ADMINISTRATOR in request.user.roles  # type: ignore[union-attr]


@never_cache
@allow(ADMINISTRATOR, read=(AUDITOR,))
@require_safe
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    one = get_object_or_404(User.objects.select_related("agent"), public_id=public_id)
    return render(request, "onboarding/person.html", _person_page(request, one, RoleForm()))


def _person_page(request: HttpRequest, one: User, form: RoleForm) -> dict[str, Any]:
    live = one.grants.filter(state__in=["asked", "active"]).select_related("asked_by", "decided_by", "user")
    rows = AuditEntry.objects.filter(thing_type="onboarding.user", thing_id=one.public_id).order_by("-pk")[
        :10
    ]
    acts = [{"at": row.at, "words": gettext(ACT_WORDS.get(row.verb, row.verb))} for row in rows]
    return {
        "one": one,
        "phone": masked(one.phone),
        "agent": getattr(one, "agent", None),
        "form": form,
        "grants": [_grant(grant, request.user) for grant in live.order_by("pk")],
        "acts": acts,
        "myself": one.pk == request.user.pk,
        "can_act": _can_act(request),
    }


@never_cache
@allow(ADMINISTRATOR)
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (token := _invited(request, form)):
        link = request.build_absolute_uri(reverse("onboarding:invitation", args=[token]))
        request.session[INVITED_LINK] = link
        return redirect("onboarding:people")
    return render(request, "onboarding/invite.html", {"form": form}, status=422 if form.errors else 200)


def _invited(request: HttpRequest, form: InviteForm) -> str:
    typed, user = form.cleaned_data, request.user
    try:
        _made, token = invitations.invite(
            typed["phone"], typed["name"], typed["roles"], now=clock.now(), by=user
        )  # type: ignore[arg-type]
    except Refused as refused:
        form.add_error(None, [said.sentence for said in wordings(refused.reasons)])
        return ""
    return token


@allow(ADMINISTRATOR)
@require_POST
def withdraw_invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    invited = get_object_or_404(Invitation, public_id=public_id)
    invitations.withdraw_invitation(invited, by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, gettext("邀请已撤回，链接不能用了。"))
    return redirect(PEOPLE.back(request))


@allow(ADMINISTRATOR)
@require_POST
def ask_role(request: HttpRequest, public_id: str) -> HttpResponse:
    one = get_object_or_404(User, public_id=public_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return render(request, "onboarding/person.html", _person_page(request, one, form), status=422)
    grant = roles.ask_role(one, form.cleaned_data["role"], by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(
        request, gettext("角色已给。") if grant.state == "active" else gettext("已提出，等另一位管理员同意。")
    )
    return redirect("onboarding:person", public_id)


@allow(ADMINISTRATOR)
@require_POST
def decide_role(request: HttpRequest, public_id: str) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.select_related("user"), public_id=public_id)
    give = answer_of(request, "decision", "give", "refuse") == "give"
    roles.decide_role(grant, give=give, by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(
        request, gettext("角色已生效。") if grant.state == "active" else gettext("没有同意，已记下。")
    )
    return redirect("onboarding:person", grant.user.public_id)


@allow(ADMINISTRATOR)
@require_POST
def end_role(request: HttpRequest, public_id: str) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.select_related("user"), public_id=public_id)
    roles.end_role(grant, by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, gettext("角色已收回，对方已退出登录。"))
    return redirect("onboarding:person", grant.user.public_id)


@allow(ADMINISTRATOR)
@require_POST
def deactivate(request: HttpRequest, public_id: str) -> HttpResponse:
    one = get_object_or_404(User, public_id=public_id)
    deactivate_user(one, by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, gettext("账号已停用，对方已退出登录。"))
    return redirect("onboarding:person", public_id)


@allow(ADMINISTRATOR)
@require_POST
def reactivate(request: HttpRequest, public_id: str) -> HttpResponse:
    one = get_object_or_404(User, public_id=public_id)
    reactivate_user(one, by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, gettext("账号已恢复。"))
    return redirect("onboarding:person", public_id)
