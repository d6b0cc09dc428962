"""Valid input for each writer, by room."""

from tests.house.cases.keys import KEYS
from tests.house.cases.money import MONEY
from tests.house.cases.people import PEOPLE
from tests.house.cases.work import WORK

NEW_CASES = WORK | MONEY | PEOPLE | KEYS
