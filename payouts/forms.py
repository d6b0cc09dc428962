"""What people type on the money pages. Whether it may be is said by the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent
from payouts.queries.account_codes import told_as
from payouts.rails import RAILS
from payouts.rails.bank_file import GBK, UTF8
from payouts.rules.accounts import ACCOUNTS, CODE
from payouts.words import rail_word
from tasks.models import PayingEntity
from yunke.ground.errors import Reason
from yunke.ground.money import NotMoney, parse_yuan
from yunke.refusals import worded

RESULT_BYTES = 20_000_000  # a hundred thousand rows are about eight
DAY_KINDS = {"调休": "day_off", "补班": "make_up", "day_off": "day_off", "make_up": "make_up"}


class AccountForm(forms.Form):
    holder = forms.CharField(label=_("户名"), max_length=60, help_text=_("和实名一样，只能是你本人。"))
    number = forms.CharField(
        label=_("账号或卡号"),
        max_length=40,
        help_text=_("可以照着卡面四位一组地填。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "data-private": ""}),
    )
    bank = forms.CharField(label=_("开户银行"), max_length=60)
    branch_code = forms.CharField(
        label=_("联行号"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class ApproveForm(forms.Form):
    hash = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    total = forms.CharField(
        label=_("输入实发合计，确认看过"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_total(self) -> int:
        try:
            return parse_yuan(self.cleaned_data["total"])
        except NotMoney as wrong:
            raise forms.ValidationError(worded(wrong.reason).text) from wrong


class ReturnForm(forms.Form):
    why = forms.CharField(
        label=_("退回的原因，制单人看得到"), max_length=500, widget=forms.Textarea({"rows": 3})
    )


class FileForm(forms.Form):
    encoding = forms.ChoiceField(
        label=_("文件编码"),
        choices=[(UTF8, _("UTF-8，新系统")), (GBK, _("GBK，老系统"))],
        initial=UTF8,
        widget=forms.RadioSelect,
    )


class ReleaseForm(forms.Form):
    """The file that went to the bank, by its SHA-256; none for a month that pays nobody."""

    file_hash = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)


class ResultForm(forms.Form):
    file = forms.FileField(label=_("银行回单，CSV"), widget=forms.FileInput({"accept": ".csv,.txt"}))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > RESULT_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB。"))
        return file


class SettingsForm(forms.Form):
    """No field has a default: what finance has not chosen stays unchosen."""

    tax_method = forms.ChoiceField(
        label=_("个税怎么扣"),
        widget=forms.RadioSelect,
        choices=PayingEntity._meta.get_field("tax_method").choices,
    )  # type: ignore[arg-type]
    gap_rule = forms.ChoiceField(
        label=_("中断的月份怎么数"),
        required=False,
        help_text=_("选累计预扣时要选。"),
        widget=forms.RadioSelect,
        choices=PayingEntity._meta.get_field("gap_rule").choices,
    )  # type: ignore[arg-type]
    penalties_lower_income = forms.ChoiceField(
        label=_("处罚减不减少计税收入"),
        widget=forms.RadioSelect,
        choices=[("yes", _("减少：按扣掉处罚后的收入计税")), ("no", _("不减少：按全部收入计税，再扣处罚"))],
    )

    mid_year = forms.BooleanField(
        label=_("年中改，我知道后果"),
        required=False,
        help_text=_(
            "今年已经批准的月份不重算，扣过的税不退不补；从下一次制作或重算起按新的算，一年里前后不一样。"
        ),
    )

    def __init__(self, *args: Any, approved: bool, **kwargs: Any) -> None:
        """``approved``: the year has months that stay as they are, whatever is chosen now."""
        super().__init__(*args, **kwargs)
        if not approved:
            del self.fields["mid_year"]

    def clean_penalties_lower_income(self) -> bool:
        return bool(self.cleaned_data["penalties_lower_income"] == "yes")


class DisputeForm(forms.Form):
    """``seen``: the digest of the statement on which the line has its place."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("哪里不对"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("写清日期和你记得的数。"),
    )
    evidence = forms.FileField(
        label=_("凭证，照片或 PDF"),
        required=False,
        help_text=_("5 MB 以内。加密保存，只有答复的人看得到。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("结论"),
        widget=forms.RadioSelect,
        choices=[("upheld", _("成立，补给或更正")), ("rejected", _("不成立"))],
    )
    back = forms.CharField(
        label=_("补给多少，元"),
        required=False,
        max_length=16,
        help_text=_(
            "成立时填。由运营或质检的另一个人在“奖惩”里定，定了就进下一份结算单。已经提了更正的不填。"
        ),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    answer = forms.CharField(label=_("理由，客服看得到"), max_length=1000, widget=forms.Textarea({"rows": 3}))

    def clean_back(self) -> int:
        try:
            fen = parse_yuan(self.cleaned_data["back"] or "0")
        except NotMoney as wrong:
            raise forms.ValidationError(worded(wrong.reason).text) from wrong
        if fen < 0:
            raise forms.ValidationError(_("补给的钱不能小于零。"))
        return fen


class NoteForm(forms.Form):
    words = forms.CharField(label=_("补充说明"), max_length=1000, widget=forms.Textarea({"rows": 2}))


class ReliefForm(forms.Form):
    """What a document lessens of one person's tax in one year."""

    agent = forms.CharField(label=_("工号"), max_length=12)
    tax_year = forms.IntegerField(label=_("税务年度，按发放日"), min_value=2025, max_value=2100)
    amount = forms.CharField(
        label=_("全年减免税额，元"),
        max_length=16,
        help_text=_("照批件填。填 0 就是从下一次起不再减。"),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    document = forms.CharField(
        label=_("凭什么文件"), max_length=120, help_text=_("残疾证或减免税批件的编号。")
    )

    def clean_agent(self) -> Agent:
        found = Agent.objects.filter(number__iexact=self.cleaned_data["agent"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("没有这个工号。"))
        return found

    def clean_amount(self) -> int:
        try:
            fen = parse_yuan(self.cleaned_data["amount"])
        except NotMoney as wrong:
            raise forms.ValidationError(worded(wrong.reason).text) from wrong
        if not 0 <= fen <= 100_000_000:
            raise forms.ValidationError(_("减免税额在 0 到 1,000,000 元之间。"))
        return fen


class AdvanceForm(forms.Form):
    entity = forms.ModelChoiceField(
        label=_("支付主体"), queryset=PayingEntity.objects.order_by("code"), empty_label=None
    )
    agent = forms.CharField(label=_("工号"), max_length=12)
    amount = forms.CharField(
        label=_("金额，元"),
        max_length=16,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    why = forms.CharField(label=_("原因，客服看得到"), max_length=300, widget=forms.Textarea({"rows": 2}))
    beyond = forms.BooleanField(
        label=_("比挣到的多，我核过"),
        required=False,
        help_text=_("超过这个月到现在挣到的才要勾。不够扣的结转下期。"),
    )

    clean_agent = ReliefForm.clean_agent

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].label_from_instance = lambda of: of.name  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        return _fen_of(self.cleaned_data["amount"])


class AdvanceRefusedForm(forms.Form):
    why = forms.CharField(max_length=300)


class AdvancePaidForm(forms.Form):
    """From the bank's receipt."""

    paid_on = forms.DateField(label=_("付款日"), widget=forms.DateInput({"type": "date"}))
    reference = forms.CharField(
        label=_("银行流水号"), max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )


class CutOverForm(forms.Form):
    """A file of people and the totals its sender read off the older system; they must be the file's own."""

    file = forms.FileField(
        label=_("期初文件，CSV"),
        help_text=_(
            "第一行写列名：工号或手机号、姓名、累计收入、累计已扣税、有报酬的月份、欠款、资格。"
            "月份按发放的月份写，如 1-3 6；资格写业务代码和最后一天，如 voice 2027-03-31，没有就空着。"
        ),
        widget=forms.FileInput({"accept": ".csv,.txt"}),
    )
    count = forms.IntegerField(
        label=_("人数"), min_value=1, help_text=_("从旧系统的报表上抄，不要从文件里数。")
    )
    income = forms.CharField(
        label=_("累计收入合计，元"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    tax = forms.CharField(
        label=_("累计已扣税合计，元"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    debt = forms.CharField(
        label=_("欠款合计，元"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    clean_file = ResultForm.clean_file

    def clean_income(self) -> int:
        return _fen_of(self.cleaned_data["income"])

    def clean_tax(self) -> int:
        return _fen_of(self.cleaned_data["tax"])

    def clean_debt(self) -> int:
        return _fen_of(self.cleaned_data["debt"])


def _fen_of(text: str) -> int:
    try:
        return parse_yuan(text)
    except NotMoney as wrong:
        raise forms.ValidationError(worded(wrong.reason).text) from wrong


class HoldForm(forms.Form):
    """``line``: its place on the statement whose digest is ``seen``; empty means the whole of it."""

    line = forms.IntegerField(required=False, min_value=1)
    seen = forms.CharField(max_length=64, required=False)
    why = forms.CharField(max_length=300)


class CancelForm(forms.Form):
    why = forms.CharField(max_length=300)


class FeeForm(forms.Form):
    """What one payment costs; left empty it is not set, which is not zero."""

    rail = forms.ChoiceField(choices=list, widget=forms.HiddenInput)
    fee = forms.CharField(
        label=_("每笔手续费，元"),
        required=False,
        max_length=12,
        help_text=_("按银行或支付机构的合同填。空着表示还没定，不当作零。"),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rail"].choices = [(code, rail_word(code)) for code in RAILS]  # type: ignore[attr-defined]

    def clean_fee(self) -> int | None:
        text = self.cleaned_data["fee"].strip()
        if not text:
            return None
        try:
            fen = parse_yuan(text)
        except NotMoney as wrong:
            raise forms.ValidationError(worded(wrong.reason).text) from wrong
        if not 0 <= fen <= 100_000:
            raise forms.ValidationError(_("手续费在 0 到 1,000 元之间。"))
        return fen


class CodeField(forms.RegexField):
    """Pasted from a list of accounts it may be of wide letters and with spaces about it."""

    def to_python(self, value: Any) -> str:
        return super().to_python(normalize("NFKC", value or ""))


class AccountCodesForm(forms.Form):
    """A code and a name for each account; ``told`` are those that stand there, of an entity with none the standards'."""

    def __init__(self, told: list[dict[str, Any]], typed: Any = None) -> None:
        fresh = not any(one["code"] for one in told)
        super().__init__(typed, auto_id="account_%s")
        for one in told:
            account = one["account"]
            self.fields[f"{account}_code"] = CodeField(
                CODE,
                strip=True,
                label=_("科目编码"),
                required=False,
                initial=one["standard_code"] if fresh else one["code"],
                error_messages={"invalid": _("科目编码是数字、字母、点和短横，最多 20 个。")},
                widget=forms.TextInput({"autocomplete": "off"}),
            )
            self.fields[f"{account}_name"] = forms.CharField(
                label=_("科目名称"),
                required=False,
                max_length=60,
                initial=one["standard_name"] if fresh else one["name"],
                widget=forms.TextInput({"autocomplete": "off"}),
            )
        self.accounts = [one["account"] for one in told]

    def add_reasons(self, reasons: Iterable[Reason]) -> None:
        """What was refused stands at its account's code."""
        for one in reasons:
            account = one.facts.get("account")
            self.add_error(f"{account}_code" if account else None, worded(one).remedy)

    def chosen(self) -> dict[str, tuple[str, str]]:
        """Of those that were sent."""
        given = self.cleaned_data
        return {
            account: told_as(account, given[f"{account}_code"], given[f"{account}_name"])
            for account in self.accounts
            if f"{account}_code" in self.data
        }

    def rows(self) -> list[tuple[str, Any, Any]]:
        return [
            (gettext(ACCOUNTS[account]), self[f"{account}_code"], self[f"{account}_name"])
            for account in self.accounts
        ]


class HolidayYearForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=2025, max_value=2100)
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("国务院办公厅通知的文号或网址。"))
    days = forms.CharField(
        label=_("调休和补班"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("一行一天：2026-10-10,补班 或 2026-10-05,调休。法定节假日不用写，按法律已经有了。"),
    )

    def clean_days(self) -> list[tuple[date, str]]:
        lines = [line.strip() for line in self.cleaned_data["days"].splitlines() if line.strip()]
        found = [_special_day(number, line) for number, line in enumerate(lines, 1)]
        if len({day for day, _kind in found}) != len(found):
            raise forms.ValidationError(_("有一天写了两次。"))
        return found

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if any(day.year != told.get("year") for day, _kind in told.get("days", [])):
            self.add_error("days", _("有一天不在这一年里。"))
        return told


class AmendmentForm(forms.Form):
    days = forms.CharField(
        label=_("改哪几天"),
        max_length=4_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "一行一天，写改成什么：2026-05-04,调休。可以是 法定、调休、补班、平日；法定日再写节日：2026-05-02,法定,劳动节。"
        ),
    )
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("国务院办公厅通知的文号或网址。"))
    why = forms.CharField(
        label=_("为什么改"),
        max_length=500,
        help_text=_("受影响的客服会看到。"),
        widget=forms.Textarea({"rows": 2}),
    )


def _special_day(number: int, line: str) -> tuple[date, str]:
    day, _comma, kind = line.replace("，", ",").partition(",")
    try:
        return date.fromisoformat(day.strip()), DAY_KINDS[kind.strip()]
    except (ValueError, KeyError) as wrong:
        raise forms.ValidationError(
            _("第 %(number)s 行读不懂：%(line)s"), params={"number": number, "line": line[:40]}
        ) from wrong
