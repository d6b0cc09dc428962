"""``manage.py explain STATEMENT``: each line, the facts it pays and what they come to, priced again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payouts.models import Statement
from payouts.queries.proof import ProvedLine, proved_lines
from yunke.ground.money import yuan


class Command(BaseCommand):
    help = "Prove a statement: public id, or RUN/AGENT such as R202610-DEMO/A0000001. Exit 1 when a line does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("statement")
        parser.add_argument("--brief", action="store_true", help="lines without their facts")

    def handle(self, *, statement: str, brief: bool, **_: Any) -> None:
        one = _statement(statement)
        self.stdout.write(f"{one.run.number} {one.agent_number} ({one.run.state}) pays on {one.run.pays_on}")
        proved = list(proved_lines(one))
        for line in proved:
            self._line(line, brief)
        total = sum(line.fen for line in proved)
        sound = all(line.holds for line in proved) and total == one.net_fen
        self.stdout.write(f"net {yuan(one.net_fen)}, lines {yuan(total)}: {'ok' if sound else 'NOT OK'}")
        if not sound:
            raise CommandError("the statement does not prove itself")

    def _line(self, proved: ProvedLine, brief: bool) -> None:
        line = proved.line
        of = " ".join(
            str(part)
            for part in (
                line.task.number if line.task else "",
                f"v{line.terms.version}" if line.terms else "",
                line.result_kind.code if line.result_kind else "",
                f"{line.percent}%" if line.percent != 100 else "",
            )
            if part
        )
        self.stdout.write(
            f"{line.ordinal:>3} {line.kind:<16}{of:<30}{line.facts:>6} facts {yuan(line.amount_fen):>14} "
            f"again {yuan(proved.fen):>14} {'ok' if proved.holds else 'NOT OK'}"
        )
        if not brief:
            for fact in proved.facts:
                if fact.what:
                    self.stdout.write(f"      {fact.what:<30}{yuan(fact.fen):>14}")


def _statement(name: str) -> Statement:
    rows = Statement.objects.select_related("run", "agent")
    run, _, agent = name.partition("/")
    found = (
        rows.filter(run__number=run, agent_number=agent) if agent else rows.filter(public_id=name)
    ).first()
    if found is None:
        raise CommandError(f"no statement is called {name}")
    return found
