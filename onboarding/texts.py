"""The texts people agree to, word for word. A changed text gets a new version; old ones are never edited.

PIPL arts. 14-17, 23, 28-29: who, what for, what, how long, with whom; a separate consent for sensitive data.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import get_language

SERVICE, IDENTITY, VOICE, CHILDBEARING = "service", "identity", "voice", "childbearing"


@dataclass(frozen=True, slots=True)
class Text:
    """``zh`` and ``en`` are paragraphs; the hash covers what was shown, in its language."""

    purpose: str
    version: str
    title_zh: str
    title_en: str
    zh: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return self.en if _english() else self.zh

    @property
    def title(self) -> str:
        return self.title_en if _english() else self.title_zh

    @property
    def hash(self) -> str:
        return _hash(self.title, self.paragraphs)

    @property
    def hash_zh(self) -> str:
        return _hash(self.title_zh, self.zh)

    @property
    def hash_en(self) -> str:
        return _hash(self.title_en, self.en)


def _hash(title: str, paragraphs: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join((title, *paragraphs)).encode()).hexdigest()


def _english() -> bool:
    return (get_language() or "").startswith("en")


ALOUD = {  # said in Mandarin whatever the page's language: it is what is judged
    "read": "您好，请问是张女士吗？您上周订的净水器，我们安排师傅明天下午上门安装，大约要四十分钟。装好以后请您打开"
    "水龙头试一试，有漏水或者声音太响，随时打这个电话找我们。",
    "repeat": "您好，请问是张女士吗？师傅明天下午上门安装，大约要四十分钟。",
}

TEXTS = {
    SERVICE: Text(
        SERVICE,
        "2026-11-26",
        "个人信息说明",
        "How we use your data",
        (
            "我们用你的手机号登录、通知你审核、班次和发钱的结果。",
            "我们记录你的学习、考试、领任务、工时和结果，用来决定能领什么任务、算出该付多少钱。",
            "只有办这些事的人看得到。页面上的证件号和收款账号是遮住的；看完整证件号要写明理由，付款的人下载的银行文件里有"
            "完整账号，每一次都留下记录。客户看不到你的手机号和证件。",
            "账号停用后资料继续保存：结算和税务资料按法律规定的期限；其余的系统还不能自动删除，要删除请联系我们。",
            "你可以随时导出自己的资料；要停用账号、撤回这份同意，请联系我们，已经挣到的钱照付。联系我们的办法写在这份说明下面和每一页的最下面。",
            "云客不收押金、课程费和设备费。",
        ),
        (
            "Your phone number signs you in and receives news of checks, shifts and pay.",
            "We record your study, exams, claims, hours and results, to decide which tasks are open to you and "
            "to work out what you are paid.",
            "Only the people who do this see it. Pages mask ID and account numbers; seeing a full ID number takes a "
            "written reason, and the bank file that whoever pays downloads holds full account numbers: each time is "
            "recorded. Clients see neither your phone nor your documents.",
            "After an account is closed your data stays: pay and tax records as long as the law asks; the rest cannot "
            "be erased automatically yet, so contact us if you want it erased.",
            "You can export your data at any time; to close the account and withdraw this consent, contact us: what you "
            "have earned is still paid. How to contact us stands below this text and at the foot of every page.",
            "Yunke charges no deposit, course or equipment fee.",
        ),
    ),
    IDENTITY: Text(
        IDENTITY,
        "2026-11",
        "同意处理身份资料",
        "Consent to the use of identity data",
        (
            "姓名、身份证号和三张照片属于敏感个人信息，只用来确认你本人、年满 18 周岁、一人一个账号，以及付款和报税。",
            "号码和照片都加密保存。页面上只显示号码的头三位和末四位，筛选员和审计员写明理由才能看完整的。照片去掉拍摄地点等"
            "信息；筛选员在审核时和以后都能看，审计员写明理由后能看一刻钟。每次查看都留下记录。",
            "不同意就不能实名认证，也就不能考试和领任务；不影响看任务和上第一课。",
            "可以在“我的资料”里撤回同意：还在审核的就停止审核；已经通过的为付款和报税继续保存。系统还不能自动删除交过的资料。",
        ),
        (
            "Your name, ID number and three photos are sensitive data, used only to make sure that you are you, of "
            "age, and have one account, and to pay you and report tax.",
            "Number and photos are kept encrypted. Pages show the number's first three and last four digits; screeners "
            "and auditors see all of it only for a written reason. Photos lose place and device data; screeners can "
            "look at them while checking and afterwards, auditors for a quarter of an hour after a written reason. "
            "Each look is recorded.",
            "Without this consent there is no real-name check, and so no exam and no tasks; the board and the first "
            "lesson stay open.",
            "You can withdraw it under My account: a check that waits is stopped; what has passed is kept to pay you and "
            "report tax. What was handed in cannot be erased automatically yet.",
        ),
    ),
    VOICE: Text(
        VOICE,
        "2026-11-26b",
        "同意录下你的声音",
        "Consent to record your voice",
        (
            "只录你按下“开始录”之后的声音：环境检测按业务的要求，每次最多 55 秒（安静最多 20 秒，你说话最多 35 秒），录之前写明"
            "这次几秒；任务要求当天第一班之前再测的，每次 15 秒。声音属于敏感个人信息，只用来看房间够不够安静、普通话标不标准。",
            "班前那 15 秒量完当场删除，只留下数字。",
            "没有量过关的录音当场删除，只留下数字；量过关的由一到两位筛选员听，每次播放都留记录，客户听不到。",
            "听审有结果以后录音保存 180 天，到期自动删除。",
            "不同意就做不了语音的任务；不影响在线客服和标注。可以在“我的资料”里撤回，录音马上删除，环境检测要重做。",
        ),
        (
            "Only what follows your pressing Start is recorded: for the room check what the line asks, at most 55 "
            "seconds each time (at most 20 of silence and 35 of you speaking; the page says how many before you start), and "
            "15 seconds each time a task asks for it before the first shift of a day. A voice is sensitive data, used only to see whether the room is quiet enough and your Mandarin standard.",
            "The 15 seconds before a shift are deleted as soon as they are measured; only the numbers stay.",
            "A recording whose measures fail is deleted at once and only the numbers stay; one that passes is heard by "
            "one or two screeners, each play is recorded, and clients never hear it.",
            "After the decision a recording is kept for 180 days and then deleted.",
            "Without this consent there are no voice tasks; chat and annotation stay open. You can withdraw it under My "
            "account: recordings are deleted at once and the room has to be checked again.",
        ),
    ),
    CHILDBEARING: Text(
        CHILDBEARING,
        "2026-11",
        "单独同意：生育情况",
        "Separate consent: childbearing status",
        (
            "这是敏感个人信息，不必说。说了，只加密保存给你自己看；没有哪个页面、名单、筛选、排序或导出会读它。",
            "说与不说、说什么，不影响录取、派班、任务和收入。",
            "随时可以删除并撤回同意，删除后不留下内容。",
        ),
        (
            "This is sensitive data and you need not tell it. If you do, it is kept encrypted for your own eyes; no page, "
            "list, filter, ranking or export reads it.",
            "Telling it or not, and what you tell, changes nothing about admission, shifts, tasks or pay.",
            "You can delete it and withdraw this consent at any time; nothing of it is kept.",
        ),
    ),
}

# Words that were agreed to before: never edited, so that a consent's hash can still be shown in full.
EARLIER = (
    Text(
        VOICE,
        "2026-11-26",
        "同意录下你的声音",
        "Consent to record your voice",
        (
            "只录你按下“开始录”之后的声音：环境检测 25 秒（10 秒安静，15 秒你说话）；任务要求当天第一班之前再测的，每次 15 秒。声音属于"
            "敏感个人信息，只用来看房间够不够安静、普通话标不标准。",
            "班前那 15 秒量完当场删除，只留下数字。",
            "没有量过关的录音当场删除，只留下数字；量过关的由一到两位筛选员听，每次播放都留记录，客户听不到。",
            "听审有结果以后录音保存 180 天，到期自动删除。",
            "不同意就做不了语音的任务；不影响在线客服和标注。可以在“我的资料”里撤回，录音马上删除，环境检测要重做。",
        ),
        (
            "Only what follows your pressing Start is recorded: 25 seconds for the room check (10 of silence, 15 of you "
            "speaking), and 15 seconds each time a task asks for it before the first shift of a day. A voice is sensitive "
            "data, used only to see whether the room is quiet enough and your Mandarin standard.",
            "The 15 seconds before a shift are deleted as soon as they are measured; only the numbers stay.",
            "A recording whose measures fail is deleted at once and only the numbers stay; one that passes is heard by "
            "one or two screeners, each play is recorded, and clients never hear it.",
            "After the decision a recording is kept for 180 days and then deleted.",
            "Without this consent there are no voice tasks; chat and annotation stay open. You can withdraw it under My "
            "account: recordings are deleted at once and the room has to be checked again.",
        ),
    ),
    Text(
        SERVICE,
        "2026-11",
        "个人信息说明",
        "How we use your data",
        (
            "我们用你的手机号登录、通知你审核、班次和发钱的结果。",
            "我们记录你的学习、考试、领任务、工时和结果，用来决定能领什么任务、算出该付多少钱。",
            "只有办这些事的人看得到。页面上的证件号和收款账号是遮住的；看完整证件号要写明理由，付款的人下载的银行文件里有"
            "完整账号，每一次都留下记录。客户看不到你的手机号和证件。",
            "账号停用后资料继续保存：结算和税务资料按法律规定的期限；其余的系统还不能自动删除，要删除请告诉我们。",
            "你可以随时导出自己的资料；要停用账号、撤回这份同意，请告诉我们，已经挣到的钱照付。",
            "云客不收押金、课程费和设备费。",
        ),
        (
            "Your phone number signs you in and receives news of checks, shifts and pay.",
            "We record your study, exams, claims, hours and results, to decide which tasks are open to you and "
            "to work out what you are paid.",
            "Only the people who do this see it. Pages mask ID and account numbers; seeing a full ID number takes a "
            "written reason, and the bank file that whoever pays downloads holds full account numbers: each time is "
            "recorded. Clients see neither your phone nor your documents.",
            "After an account is closed your data stays: pay and tax records as long as the law asks; the rest cannot "
            "be erased automatically yet, so tell us if you want it erased.",
            "You can export your data at any time; to close the account and withdraw this consent, tell us: what you "
            "have earned is still paid.",
            "Yunke charges no deposit, course or equipment fee.",
        ),
    ),
    Text(
        VOICE,
        "2026-11",
        "同意录下你的声音",
        "Consent to record your voice",
        (
            "只录你按下“开始录”之后的 25 秒：10 秒安静，15 秒你说话。声音属于敏感个人信息，只用来看房间够不够安静、普通话标不标准。",
            "没有量过关的录音当场删除，只留下数字；量过关的由一到两位筛选员听，每次播放都留记录，客户听不到。",
            "听审有结果以后录音保存 180 天，到期自动删除。",
            "不同意就做不了语音的任务；不影响在线客服和标注。可以在“我的资料”里撤回，录音马上删除，环境检测要重做。",
        ),
        (
            "Only the 25 seconds after you press Start are recorded: 10 of silence, 15 of you speaking. A voice is "
            "sensitive data, used only to see whether the room is quiet enough and your Mandarin standard.",
            "A recording whose measures fail is deleted at once and only the numbers stay; one that passes is heard by "
            "one or two screeners, each play is recorded, and clients never hear it.",
            "After the decision a recording is kept for 180 days and then deleted.",
            "Without this consent there are no voice tasks; chat and annotation stay open. You can withdraw it under My "
            "account: recordings are deleted at once and the room has to be checked again.",
        ),
    ),
    Text(
        SERVICE,
        "2026-10",
        "个人信息说明",
        "How we use your data",
        (
            "我们用你的手机号登录、通知你审核、班次和发钱的结果。",
            "我们记录你的学习、考试、领任务、工时和结果，用来决定能领什么任务、算出该付多少钱。",
            "只有办这些事的人看得到；看到证件号和账号要写明理由，并留下记录。客户看不到你的手机号和证件。",
            "账号停用后，结算和税务资料按法律规定的期限保存，其余删除。",
            "你可以随时导出自己的资料；要停用账号、撤回这份同意，请告诉我们，已经挣到的钱照付。",
            "云客不收押金、课程费和设备费。",
        ),
        (
            "Your phone number signs you in and receives news of checks, shifts and pay.",
            "We record your study, exams, claims, hours and results, to decide which tasks are open to you and "
            "to work out what you are paid.",
            "Only the people who do this see it; seeing an ID or account number takes a written reason and is "
            "recorded. Clients see neither your phone nor your documents.",
            "After an account is closed, pay and tax records are kept as long as the law asks; the rest is erased.",
            "You can export your data at any time; to close the account and withdraw this consent, tell us: what you "
            "have earned is still paid.",
            "Yunke charges no deposit, course or equipment fee.",
        ),
    ),
    Text(
        IDENTITY,
        "2026-10",
        "同意处理身份资料",
        "Consent to the use of identity data",
        (
            "姓名、身份证号和三张照片属于敏感个人信息，只用来确认你本人、年满 18 周岁、一人一个账号，以及付款和报税。",
            "号码加密保存，页面上只显示头三位和末四位；照片去掉拍摄地点等信息后保存，只有筛选员在审核时能看。",
            "不同意就不能实名认证，也就不能考试和领任务；不影响看任务和上第一课。",
            "可以在“我的资料”里撤回同意。",
        ),
        (
            "Your name, ID number and three photos are sensitive data, used only to make sure that you are you, of "
            "age, and have one account, and to pay you and report tax.",
            "The number is kept encrypted and shown as its first three and last four digits; photos lose place and "
            "device data, and only screeners see them while checking.",
            "Without this consent there is no real-name check, and so no exam and no tasks; the board and the first "
            "lesson stay open.",
            "You can withdraw it under My account.",
        ),
    ),
)


def versions_of(purpose: str) -> list[Text]:
    """Every wording people were ever asked to agree to for a purpose, the newest first."""
    return [one for one in (*TEXTS.values(), *EARLIER) if one.purpose == purpose]


def text_of(purpose: str, version: str) -> Text | None:
    """The words of a version, in force or earlier."""
    return next((one for one in versions_of(purpose) if one.version == version), None)
