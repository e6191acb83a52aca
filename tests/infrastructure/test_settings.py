"""Settings come from the environment, have defaults, and refuse what they cannot use with one clear sentence each."""

from pathlib import Path

import pytest

from infrastructure.settings import Settings, SettingsError


def test_an_empty_environment_runs_everything_embedded_under_the_users_folders() -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.port, settings.database_url, settings.amqp_url) == ("127.0.0.1", 8000, None, None)
    assert settings.home == Path.home() / ".local/share/rolecall"
    assert settings.cache == Path.home() / ".cache/rolecall"


def test_xdg_folders_are_followed_where_they_are_absolute() -> None:
    settings = Settings.from_environment({"XDG_DATA_HOME": "/data", "XDG_CACHE_HOME": "relative"})
    assert settings.home == Path("/data/rolecall")
    assert settings.cache == Path.home() / ".cache/rolecall"


def test_every_bad_value_is_named_at_once_and_no_password_is_quoted(tmp_path: Path) -> None:
    bad = {
        "ROLECALL_PORT": "http",
        "ROLECALL_DATABASE_URL": "mysql://me:hunter2@db/x",
        "ROLECALL_LOG_LEVEL": "loud",
        "ROLECALL_TOKEN_JWKS": str(tmp_path / "missing.json"),
    }
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(bad)
    message = str(refused.value)
    assert [name for name in bad if name not in message] == []
    assert "hunter2" not in message


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000.0", "\u0661"])
def test_a_port_is_a_number_from_1_to_65535(port: str) -> None:
    with pytest.raises(SettingsError, match="ROLECALL_PORT"):
        Settings.from_environment({"ROLECALL_PORT": port})


def test_a_token_issuer_is_given_whole_or_not_at_all() -> None:
    with pytest.raises(SettingsError, match="ROLECALL_TOKEN_AUDIENCE"):
        Settings.from_environment({"ROLECALL_TOKEN_ISSUER": "https://issuer.example"})


def test_a_cursor_key_is_32_bytes_in_hex_and_stays_out_of_repr() -> None:
    settings = Settings.from_environment({"ROLECALL_CURSOR_KEY": "0aF1" * 16})
    assert settings.cursor_key == bytes.fromhex("0af1" * 16)
    assert repr(settings.cursor_key) not in repr(settings)
    assert "cursor_key" not in repr(settings)
    assert Settings.from_environment({}).cursor_key is None


@pytest.mark.parametrize("key", ["5ec0" * 8, "5ec0" * 16 + "5e", "5ec0 " * 16, "5ecz" * 16, "5ec\u0660" * 16])
def test_a_cursor_key_of_another_shape_is_refused_and_not_quoted(key: str) -> None:
    with pytest.raises(SettingsError, match="ROLECALL_CURSOR_KEY must be 64 hex digits") as refused:
        Settings.from_environment({"ROLECALL_CURSOR_KEY": key})
    assert "5ec" not in str(refused.value)


def test_passwords_stay_out_of_repr() -> None:
    settings = Settings.from_environment({"ROLECALL_DATABASE_URL": "postgresql://me:hunter2@db/x"})
    assert "hunter2" not in repr(settings)
