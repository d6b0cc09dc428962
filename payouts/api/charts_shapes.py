"""What goes over the wire about a month on one page; amounts are fen."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from payouts.api.books_shapes import TaskMarginShape
from payouts.api.shapes import MonthField


class WeekShape(serializers.Serializer[Any]):
    first = serializers.DateField()
    last = serializers.DateField(help_text="Included.")


class TaskCostShape(serializers.Serializer[Any]):
    """``fen`` is the sum of the others."""

    task = serializers.CharField(source="number")
    weeks_fen = serializers.ListField(child=serializers.IntegerField(), help_text="In the order of weeks.")
    other_months_fen = serializers.IntegerField(help_text="Worked in another month, settled in this one.")
    no_day_fen = serializers.IntegerField(help_text="Counted over a month or decided, and corrections.")
    fen = serializers.IntegerField()


class BandShape(serializers.Serializer[Any]):
    from_fen = serializers.IntegerField(allow_null=True, help_text="An hour; null: no lower end.")
    to_fen = serializers.IntegerField(allow_null=True, help_text="Not included; null: no upper end.")
    agents = serializers.IntegerField()


class HourlyShape(serializers.Serializer[Any]):
    """Income before tax by paid hour; agents without paid hours are in no band."""

    bands = BandShape(many=True)
    agents = serializers.IntegerField()
    minutes = serializers.IntegerField()
    income_fen = serializers.IntegerField()
    median_fen = serializers.IntegerField(allow_null=True)
    mean_fen = serializers.IntegerField(allow_null=True)
    without_hours = serializers.IntegerField(source="without")
    without_hours_fen = serializers.IntegerField(source="without_fen")


class MonthChartsShape(serializers.Serializer[Any]):
    """The ``tasks`` together are ``income_fen``; with what was ``taken`` they are ``net_fen``."""

    number = serializers.CharField(source="run.number")
    month = MonthField(source="run.month")
    weeks = WeekShape(many=True, source="charts.costs.weeks")
    tasks = TaskCostShape(many=True, source="charts.costs.tasks")
    income_fen = serializers.IntegerField(source="charts.costs.fen")
    taken = serializers.DictField(
        child=serializers.IntegerField(),
        source="charts.costs.taken",
        help_text="tax, penalty, advance, debt and carried, as they change the net.",
    )
    net_fen = serializers.IntegerField(source="run.net_fen")
    hourly = HourlyShape(source="charts.hourly")
    margins = TaskMarginShape(many=True, source="charts.margins")
    without_price = serializers.ListField(
        child=serializers.CharField(), help_text="Tasks no client price is known of."
    )
