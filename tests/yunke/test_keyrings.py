"""Secrets come from the environment; the demo's are made once and kept."""

import json
import stat

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from yunke.keyrings import demo_secrets, fresh_secrets, read_keyrings


@pytest.mark.parametrize("name", ["SECRET_KEY", "YUNKE_FIELD_KEYS", "YUNKE_INDEX_KEYS"])
def test_production_names_the_missing_variable_and_its_remedy(name, tmp_path):
    environ = fresh_secrets()
    del environ[name]
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is not set\. Make one with: python -c "):
        read_keyrings(environ, demo=False, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rings_keep_their_order():
    first, second = (Fernet.generate_key().decode() for _ in range(2))
    environ = fresh_secrets() | {"YUNKE_FIELD_KEYS": f"{first}, {second},", "YUNKE_INDEX_KEYS": "i" * 32}
    rings = read_keyrings(environ, demo=False, folder=None)
    assert rings.field_keys == [first, second]
    assert rings.index_keys == ["i" * 32]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "a"),
        ("SECRET_KEY", " " * 50),
        ("YUNKE_FIELD_KEYS", "short"),
        ("YUNKE_FIELD_KEYS", ","),
        ("YUNKE_INDEX_KEYS", "i" * 31),
    ],
)
def test_a_weak_ring_is_refused_without_repeating_it(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} must") as refused:
        read_keyrings(fresh_secrets() | {name: value}, demo=False, folder=None)
    assert len(value.strip(" ,")) < 2 or value not in str(refused.value)


def test_the_demo_makes_its_keys_once_and_keeps_them_to_itself(tmp_path):
    path = tmp_path / "var" / "demo-keys.json"
    first = demo_secrets(path)
    assert demo_secrets(path) == first == json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["demo-keys.json"]


def test_made_field_keys_are_fernet_keys():
    key = Fernet(fresh_secrets()["YUNKE_FIELD_KEYS"])
    assert key.decrypt(key.encrypt(b"6222")) == b"6222"
