"""Every rule a person can meet at the door, in words; and the news this room tells."""

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

# --- real name: what is typed ---

NAME_WRONG = reason(
    "name_wrong", _("姓名太短、太长，或有姓名里没有的符号。"), _("照身份证上的姓名填，2 到 30 个字。")
)
NAME_IS_PROVEN = reason(
    "name_is_proven",
    _("实名认证通过后，大家看到的是证件上的姓名，不能另起称呼。"),
    _("证件改了名字，请联系筛选员重新核实。"),
)
NAME_UNPRINTABLE = reason(
    "name_unprintable", _("称呼里有看不见的符号，会让别人的页面显示错乱。"), _("只用看得见的字。")
)
ID_NUMBER_WRONG = reason(
    "id_number_wrong", _("身份证号有一位不对。"), _("对着身份证再看一遍，18 位，最后一位可能是 X。")
)
BIRTH_DATE_WRONG = reason("birth_date_wrong", _("身份证号里的出生日期不存在。"), _("对着身份证再看一遍。"))
REGION_UNKNOWN = reason("region_unknown", _("身份证号的地区码不存在。"), _("对着身份证再看一遍前六位。"))
UNDER_AGE = reason("under_age", _("要年满 %(limit)s 周岁才能在云客工作。"), _("到 %(from_on)s 再来认证。"))
CONSENT_NEEDED = reason(
    "consent_needed", _("没有你的同意，我们不能处理这些资料。"), _("看过说明后，勾选同意。")
)

CONSENT_TEXT_CHANGED = reason(
    "consent_text_changed",
    _("说明现在是 %(version)s 版，你同意的不是这一版。"),
    _("重新读一遍说明，再同意。"),
)

# --- real name: photos ---

PHOTO_NOT_IMAGE = reason(
    "photo_not_image", _("这个文件不是能打开的照片。"), _("用 JPEG、PNG 或 WebP 格式的照片。")
)
PHOTO_TOO_BIG = reason(
    "photo_too_big", _("照片超过 %(limit_mb)s MB。"), _("用手机相册的“压缩”或截屏，变小后再传。")
)
PHOTO_TOO_MANY_PIXELS = reason(
    "photo_too_many_pixels", _("照片的像素太多。"), _("用普通拍照模式重拍，不用高像素模式。")
)
PHOTO_TOO_SMALL = reason(
    "photo_too_small", _("照片太小，字看不清。"), _("离近一点重拍，长边至少 %(least)s 像素。")
)

# --- real name: one person, one account ---

IDENTITY_WAITING = reason(
    "identity_waiting",
    _("你交的资料正在审核。"),
    _("等结果，或撤回后重新提交。"),
    door="onboarding:real_name",
)
IDENTITY_DONE = reason("identity_done", _("你已经通过实名认证。"))
ID_TAKEN = reason(
    "id_taken",
    _("这个身份证号已经实名过。一个人只能有一个账号。"),
    _("用原来的手机号登录；那个号码不用了，请联系筛选员。"),
)
NOT_OWN_CHECK = reason("not_own_check", _("不能审核自己的资料。"), _("请另一位筛选员处理。"))
REFUSAL_NEEDS_REASON = reason(
    "refusal_needs_reason", _("退回要说明原因。"), _("至少选一个原因，对方会看到。")
)
REVEAL_NEEDS_REASON = reason(
    "reveal_needs_reason", _("查看完整号码要写明原因。"), _("写至少 %(least)s 个字，会记录在案。")
)

# --- real name: why a screener returned it; the agent reads these ---

PHOTO_UNREADABLE = reason(
    "photo_unreadable",
    _("照片看不清，或有反光、缺角。"),
    _("放在深色桌面上，避开灯光直射，重拍。"),
    door="onboarding:real_name",
)
NAME_MISMATCH = reason(
    "name_mismatch", _("填的姓名和身份证上的不一样。"), _("照身份证改好再提交。"), door="onboarding:real_name"
)
NUMBER_MISMATCH = reason(
    "number_mismatch",
    _("填的号码和身份证上的不一样。"),
    _("照身份证改好再提交。"),
    door="onboarding:real_name",
)
NOT_THE_HOLDER = reason(
    "not_the_holder",
    _("本人照片和身份证上的人对不上。"),
    _("用自己的身份证，正对镜头、不戴口罩重拍。"),
    door="onboarding:real_name",
)
DOCUMENT_EXPIRED = reason(
    "document_expired", _("身份证已经过期。"), _("换新证后再提交。"), door="onboarding:real_name"
)
WRONG_SIDE = reason(
    "wrong_side", _("照片的面传错了。"), _("人像面和国徽面各传一张。"), door="onboarding:real_name"
)

IDENTITY_REFUSALS = {
    kind.code: kind
    for kind in (
        PHOTO_UNREADABLE,
        NAME_MISMATCH,
        NUMBER_MISMATCH,
        NOT_THE_HOLDER,
        WRONG_SIDE,
        DOCUMENT_EXPIRED,
    )
}

# --- phones and codes ---

CODE_LIMIT = reason("code_limit", _("验证码一分钟发一次，一天最多 10 次。"), _("%(wait_seconds)s以后再要。"))
CODE_WRONG = reason(
    "code_wrong", _("验证码不对，或已经过期。"), _("看短信里最新的一条；试过 5 次要重新获取。")
)
CODE_OVER = reason(
    "code_over", _("这一步已经过期，或者已经做完。"), _("重新获取验证码。"), door="account_login"
)
NO_ACCOUNT = reason("no_account", _("这个手机号还没有账号。"), _("先在网页上注册。"), door="account_signup")
PHONE_TAKEN = reason("phone_taken", _("这个手机号已经有账号。"), _("换一个号码，或用它直接登录。"))
PHONE_SAME = reason("phone_same", _("这就是现在用的号码。"), _("要换，就写新的号码。"))
USER_INACTIVE = reason("user_inactive", _("这个账号已经停用。"), _("请联系管理员。"))
SECOND_FACTOR_NEEDED = reason(
    "second_factor_needed",
    _("员工账号要先打开两步验证。"),
    _("用验证器扫码，两分钟就好。"),
    door="mfa_activate_totp",
)

# --- staff: invitations and roles ---

PHONE_WRONG = reason("phone_wrong", _("这不是一个手机号。"), _("填 11 位手机号；国外号码带上 + 和国家码。"))
ROLE_UNKNOWN = reason("role_unknown", _("没有“%(role)s”这个角色。"))
ROLES_MISSING = reason("roles_missing", _("至少选一个角色。"))
INVITED_ALREADY = reason(
    "invited_already", _("这个手机号已有一份没用的邀请。"), _("先撤回那一份，再发新的。")
)
INVITATION_OVER = reason("invitation_over", _("这份邀请已经不能用了。"), _("请管理员再发一份。"))
INVITER_GONE = reason(
    "inviter_gone", _("发邀请的人已经不是管理员，这份邀请不能用了。"), _("请管理员再发一份。")
)
INVITATION_ELSEWHERE = reason(
    "invitation_elsewhere", _("这份邀请发给了另一个手机号。"), _("用收到邀请的号码登录后再打开。")
)
ROLE_OWN = reason("role_own", _("不能给自己加角色。"), _("请另一位管理员来加。"))
ROLE_HELD = reason("role_held", _("对方已有这个角色，或正在等第二人同意。"))
ROLES_CLASH = reason(
    "roles_clash", _("管理员不经手钱：管理员和财务角色不能在同一个人身上。"), _("先收回另一个角色。")
)
SECOND_PERSON_NEEDED = reason(
    "second_person_needed", _("这个角色要两位管理员：一位提出，另一位同意。"), _("请另一位管理员来定。")
)
LAST_ADMINISTRATOR = reason("last_administrator", _("这是最后一位管理员。"), _("先让另一个人成为管理员。"))
NOT_ONESELF = reason("not_oneself", _("不能停用自己。"), _("请另一位管理员来做。"))

CONSENT_HOLDS_ACCOUNT = reason(
    "consent_holds_account",
    _("这份同意是账号的基础，不能单独撤回。"),
    _("请联系管理员停用账号，已经挣到的钱照付。"),
)

# --- lines ---

LINE_CLOSED = reason("line_closed", _("这种业务现在没有开放。"), _("选一种开放的。"), door="onboarding:lines")

# --- the door ---

DOOR_COMPUTER = reason("door_computer", _("没有电脑。"), _("有了电脑再来；自己的、家里共用的都行。"))
DOOR_CABLE = reason(
    "door_cable", _("没有中国电信的有线宽带。"), _("装了电信宽带、插上网线再来；别的业务可能不要求。")
)
DOOR_HEADSET = reason(
    "door_headset", _("没有带麦克风的耳机。"), _("买一副再来，能降噪的最好。云客不卖耳机。")
)
DOOR_NO_HOURS = reason("door_no_hours", _("现在没有时间上班。"), _("有空的时候再来，一周几个小时也行。"))
DOOR_HOURS = reason("door_hours", _("这种业务一周至少要 %(least)s 小时。"), _("能多排一些时间了再来。"))
LINE_SPOKEN = reason(
    "line_spoken",
    _("你在档案里说过不方便说话，这种业务要说话，所以没有推荐给你。"),
    _("想做照样可以选，不影响录取。"),
)
NO_LINE_FITS = reason(
    "no_line_fits",
    _("按你的回答，现在没有适合的业务，还不需要证件。"),
    _("看看差什么"),
    door="onboarding:door_fit",
)

# --- the profile ---

PROFILE_FIELDS = {
    "education": _("学历"),
    "city": _("所在城市"),
    "pace": _("全职还是兼职"),
    "mandarin": _("普通话"),
    "sales": _("销售能力"),
    "hours": _("能上班的时间"),
    "backup": _("临时有事，有人替手照看家里吗"),
}
PROFILE_INCOMPLETE = reason(
    "profile_incomplete",
    _("“%(field)s”还没填。"),
    _("去填"),
    door="onboarding:profile_section",
    door_facts=("section",),
    words={"field": PROFILE_FIELDS},
)
NOT_ASKED = reason("not_asked", _("我们不问这个。"))

# --- news ---

IDENTITY_PASSED_NEWS = news("identity_passed", _("实名认证通过了。接着做哪一步，首页写着。"))
IDENTITY_REFUSED_NEWS = news("identity_refused", _("实名认证没有通过，打开看看要改什么。"))
ROLE_GRANTED_NEWS = news("role_granted", _("你有了新的角色，请重新登录。"))
PHONE_CHANGED_NEWS = news("phone_changed", _("登录手机号已更换，其他设备已退出。"))

# --- standing: may this agent work ---

STANDING_WHY_MISSING = reason("standing_why_missing", _("没有写原因。"), _("写一句，本人会看到。"))
NOT_ONESELF_STANDING = reason("not_oneself_standing", _("不能暂停或恢复自己。"), _("请另一位运营处理。"))
NOT_AWAY = reason("not_away", _("你没有离开云客，不用回来。"))
AGENT_SUSPENDED_NEWS = news(
    "agent_suspended", _("运营暂停了你的账号：%(why)s 暂停期间不能领任务、约班；做过的照旧结算。")
)
SUSPENSION_LIFTED_NEWS = news("agent_suspension_lifted", _("账号恢复了，可以领任务、约班：%(why)s"))
