"""How pages write money and time, and what the shared parts promise a reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from yunke.ground.calendar import PAY_ZONE
from yunke.templatetags import time_words, yunke_ui

NOW = datetime(2026, 11, 23, 16, 30, tzinfo=PAY_ZONE)


def shown(source: str, **context: object) -> str:
    return Template("{% load yunke_ui %}" + source).render(Context({"now": NOW, **context}))


# --- money and counts


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (123456, "1,234.56"),
        (0, "0.00"),
        (-2000, "\u221220.00"),
        (25438718664, "254,387,186.64"),
        (None, ""),
        ("", ""),
    ],
)
def test_fen_are_written_as_yuan(fen: int | None, text: str) -> None:
    assert yunke_ui.yuan(fen) == text


@pytest.mark.parametrize(("fen", "text"), [(5000, "+50.00"), (-5000, "\u221250.00"), (0, "0.00"), (None, "")])
def test_a_difference_shows_its_sign(fen: int | None, text: str) -> None:
    assert yunke_ui.yuan_signed(fen) == text


def test_money_carries_its_exact_fen() -> None:
    assert shown("{% money 195995 %}") == '<data value="195995">1,959.95</data>'
    assert shown("{% money 195995 unit=True %}") == '<data value="195995">1,959.95 元</data>'
    assert shown("{% money nothing %}", nothing=None) == ""


def test_counts_and_shares() -> None:
    counts = [yunke_ui.count(number) for number in (98206, 0, -3, None, "四季度")]
    assert counts == ["98,206", "0", "\u22123", "", "四季度"]
    shares = [yunke_ui.percent(share) for share in (0.735, 0.73, 1, -0.05, None)]
    assert shares == ["73.5%", "73%", "100%", "\u22125%", ""]


# --- lengths


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (433, "7 小时 13 分"),
        (120, "2 小时"),
        (45, "45 分"),
        (0, "0 分"),
        (-30, "\u221230 分"),
        (60061, "1,001 小时 1 分"),
        (None, ""),
    ],
)
def test_minutes_in_words(number: int | None, text: str) -> None:
    assert time_words.minutes(number) == text


def test_a_wait_is_rounded_up() -> None:
    waits = [time_words.seconds(number) for number in (0.2, 30, 60, 95, 4000)]
    assert waits == ["1 秒", "30 秒", "1 分", "2 分", "1 小时 7 分"]


@pytest.mark.parametrize(
    ("after", "text"),
    [
        (timedelta(minutes=5), "还有 5 分"),
        (timedelta(minutes=4, seconds=1), "还有 5 分"),
        (-timedelta(minutes=4, seconds=59), "已过 4 分"),
        (timedelta(hours=2), "还有 2 小时"),
        (timedelta(hours=7, minutes=40), "还有 7 小时"),
        (timedelta(days=3), "还有 3 天"),
        (timedelta(days=3, hours=2), "还有 3 天 2 小时"),
        (-timedelta(minutes=90), "已过 1 小时 30 分"),
    ],
)
def test_what_is_left(after: timedelta, text: str) -> None:
    assert shown("{% left until %}", until=NOW + after) == text


def test_without_now_nothing_is_relative() -> None:
    assert shown("{% left until %}{{ until|age:now }}", until=NOW, now=None) == ""
    assert "2026年11月23日 16:30" in shown("{% when until %}", until=NOW, now=None)


# --- days and moments


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "今天 18:30"),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "明天 00:00"),  # midnight in the pay zone
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "昨天 23:59"),
        (datetime(2026, 11, 18, 10, 30, tzinfo=UTC), "11月18日 18:30"),
        (datetime(2025, 12, 31, 10, 30, tzinfo=UTC), "2025年12月31日 18:30"),
        (date(2026, 11, 24), "明天"),
        (date(2026, 12, 15), "12月15日"),
    ],
)
def test_moments_in_words_people_use(at: datetime | date, text: str) -> None:
    assert shown("{% when at %}", at=at).endswith(f">{text}</time>")


def test_a_moment_keeps_its_exact_value() -> None:
    at = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    assert shown("{% when at %}", at=at) == '<time datetime="2026-11-23T18:30+08:00">今天 18:30</time>'


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (datetime(2026, 11, 23, 22, 30, tzinfo=PAY_ZONE), "今天 18:30\u201322:30"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=PAY_ZONE), "今天 18:30\u201324:00"),
        (datetime(2026, 11, 24, 2, 0, tzinfo=PAY_ZONE), "今天 18:30\u2013次日 02:00"),
    ],
)
def test_a_shift_says_when_it_ends(end: datetime, text: str) -> None:
    start = datetime(2026, 11, 23, 18, 30, tzinfo=PAY_ZONE)
    assert f">{text}<" in shown("{% span start end %}", start=start, end=end)


def test_days_and_months() -> None:
    assert time_words.day(date(2026, 11, 18)) == "11月18日 周三"
    assert time_words.day(date(2026, 1, 1), datetime(2026, 11, 18, tzinfo=UTC)) == "1月1日 周四"
    assert time_words.day(date(2027, 5, 24), datetime(2026, 11, 18, tzinfo=UTC)) == "2027年5月24日 周一"
    assert time_words.day(datetime(2026, 11, 18, 16, 0, tzinfo=UTC)) == "11月19日 周四"
    assert time_words.month_name(date(2026, 11, 1)) == "2026年11月"
    assert time_words.month_short(date(2026, 11, 1)) == "11月"
    assert time_words.clock(datetime(2026, 11, 18, 10, 30, tzinfo=UTC)) == "18:30"


# --- secrets


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("13800001234", "138****1234"),
        ("990000199001010021", "**** 0021"),
        ("6222 0000 0000 0137", "**** 0137"),
        ("1234567", "****"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_secret_keeps_its_end_at_most(secret: str | None, text: str) -> None:
    assert yunke_ui.masked(secret) == text


# --- parts


class Wish(forms.Form):
    name = forms.CharField(label="姓名", help_text="和身份证上一样")
    line = forms.ChoiceField(label="业务", choices=[("voice", "语音")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="我同意")


def test_a_wrong_field_tells_a_screen_reader() -> None:
    html = render_to_string("parts/form.html", {"form": Wish({})})
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert html.count('aria-invalid="true"') == 3  # each control
    assert html.count('aria-describedby="id_line_error"') == 1  # the group of choices, not each of them
    assert 'id="id_name_error"' in html
    assert '<a href="#id_name">姓名：' in html


def test_every_line_of_the_summary_leads_somewhere() -> None:
    html = render_to_string("parts/form.html", {"form": Wish({})})
    for name in ("name", "line", "agreed"):
        assert f'href="#id_{name}' in html
        assert f'id="id_{name}"' in html


def test_a_fresh_form_has_no_summary() -> None:
    html = render_to_string("parts/form.html", {"form": Wish()})
    assert "autofocus" not in html
    assert "aria-invalid" not in html


def test_reasons_come_with_their_remedy() -> None:
    reasons = [
        {"code": "step_open", "text": "还没考", "remedy": "去考试", "url": "/learn/"},
        {"code": "full", "text": "满了", "remedy": "等空位", "url": ""},
    ]
    html = render_to_string("parts/reasons.html", {"reasons": reasons})
    assert '<a class="go" href="/learn/">去考试</a>' in html
    assert '<span class="soft">等空位</span>' in html
    assert 'data-code="full"' in html
    assert 'class="notice"' not in render_to_string("parts/reasons.html", {"reasons": reasons, "bare": True})
    assert render_to_string("parts/reasons.html", {"reasons": []}).strip() == ""


def test_progress_asks_again_until_it_is_finished() -> None:
    job = {"label": "计算", "done": 41280, "total": 98206, "unit": "份", "rate": 1912, "seconds_left": 30}
    html = render_to_string("parts/progress.html", {"progress": job, "poll_url": "/run/1/"})
    assert 'hx-get="/run/1/"' in html
    assert '<progress id="progress-bar" max="98206" value="41280">' in html
    assert "每秒 1,912" in html
    assert "30 秒" in html
    assert "hx-get" not in render_to_string(
        "parts/progress.html", {"progress": job | {"finished": True}, "poll_url": "/run/1/"}
    )


def test_the_path_names_every_state() -> None:
    steps = [
        {"name": "实名", "state": "done"},
        {"name": "设备", "state": "waiting", "word": "审核中"},
        {"name": "自学", "state": "now", "url": "/learn/", "action": "继续学"},
        {"name": "考试", "state": "later"},
    ]
    html = render_to_string("parts/path.html", {"steps": steps})
    assert html.count('aria-current="step"') == 1
    for word in ("：完成", "审核中", "现在", "：还没到"):
        assert word in html
    assert '<a class="go" href="/learn/">继续学</a>' in html


def test_the_pager_keeps_the_filters() -> None:
    request = RequestFactory().get("/desk/", {"line": "voice", "page": "2"})
    html = render_to_string("parts/pager.html", {"page": Paginator(range(90), 30).page(2)}, request=request)
    assert "?line=voice&amp;page=3" in html
    assert "?line=voice&amp;page=1" in html
    assert "第 2 页，共 3 页" in html
    alone = {"page": Paginator(range(9), 30).page(1)}
    assert render_to_string("parts/pager.html", alone, request=request).strip() == ""


def test_a_badge_without_words_takes_the_plain_one() -> None:
    assert "要处理" in render_to_string("parts/badge.html", {"state": "attention"})
    assert "已过期" in render_to_string("parts/badge.html", {"state": "attention", "label": "已过期"})


def test_the_page_of_last_resort_needs_nothing() -> None:
    html = render_to_string("500.html")
    assert "我们这边出错了" in html
    assert "<script" not in html
