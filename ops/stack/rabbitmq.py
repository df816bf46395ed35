"""A real RabbitMQ as a private node of the current user, beside whatever broker the machine runs already."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ops.provisioning.management import Management
from ops.stack.processes import Program
from ops.stack.secrets import Secrets
from ops.troubles import TroubleError

ADMINISTRATOR = "provisioner"
# Debian's `rabbitmq-server` on PATH changes to a user of its own and needs root; the script behind it does not.
_DEBIAN_SCRIPT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
# Heard on the loopback interface only; and no busy waiting, which pays on a machine of its own alone.
_ERLANG_ARGUMENTS = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"

# Left to itself Erlang loads RabbitMQ's thousand modules one by one, and with each takes all exported functions into a
# new table: ten seconds at work. Loaded together, before the first is needed, they take five. What is not as here
# expected in another version is left to be loaded as ever.
_LOAD_TOGETHER = """
catch begin
  With = fun With([], Found) -> Found;
    With([Name | Names], Found) ->
      case lists:keymember(Name, 1, Found) of
        true -> With(Names, Found);
        false ->
          {ok, [{application, _, Keys}]} = file:consult(code:where_is_file(atom_to_list(Name) ++ ".app")),
          Needed = proplists:get_value(applications, Keys, []),
          With(Needed ++ Names, [{Name, proplists:get_value(modules, Keys, [])} | Found])
      end
  end,
  code:ensure_modules_loaded(lists:append([Modules || {_, Modules} <- With([compiler, rabbitmq_management], [])]))
end
"""


@dataclass(frozen=True)
class RabbitMQ:
    """Where one node keeps its data and listens. Its epmd is a part of its own, so that its end is certain."""

    port: int
    management_port: int
    distribution_port: int
    epmd_port: int
    data: Path
    secrets: Secrets
    name: str = "rabbitmq"
    epmd_name: str = "epmd"

    def epmd(self) -> Program:
        """Erlang's port mapper for this node alone.

        Raises:
            TroubleError: Erlang is not installed.
        """
        found = shutil.which("epmd")
        if found is None:
            raise _not_installed()
        command = [found, "-port", str(self.epmd_port), "-address", "127.0.0.1"]
        return Program(self.epmd_name, command, {"PATH": os.environ.get("PATH", "")}, self.data.parent)

    def program(self) -> Program:
        """How to start the node, with its configuration written afresh.

        Raises:
            TroubleError: RabbitMQ is not installed.
        """
        home = self.data / "home"
        home.mkdir(parents=True, exist_ok=True)
        self._write_settings(home)
        # These arguments stand before RabbitMQ's own, so that they are heard before it boots.
        ahead = {"ERL_AFLAGS": f"-eval '{' '.join(_LOAD_TOGETHER.split())}'"}
        return Program(self.name, [str(find_rabbitmq())], self.environment() | ahead, self.data)

    def environment(self) -> dict[str, str]:
        """What makes the node private; rabbitmqctl and rabbitmq-diagnostics reach it with the same."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "LANG": "C.UTF-8",
            "HOME": str(self.data / "home"),
            "RABBITMQ_NODENAME": "thidua@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self.data / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.data / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": str(self.data / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.data / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.data / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(self.data / "rabbitmq.pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": _ERLANG_ARGUMENTS,
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def management(self) -> Management:
        """How the provisioner reaches it."""
        return Management(
            url=f"http://127.0.0.1:{self.management_port}",
            user=ADMINISTRATOR,
            password=self.secrets.password("amqp-provisioner"),
        )

    def _write_settings(self, home: Path) -> None:
        settings = {
            "rabbitmq.conf": f"""listeners.tcp.1 = 127.0.0.1:{self.port}
management.tcp.ip = 127.0.0.1
management.tcp.port = {self.management_port}
default_user = {ADMINISTRATOR}
default_pass = {self.secrets.password("amqp-provisioner")}
disk_free_limit.absolute = 200MB
log.console.level = warning
""",
            "rabbitmq-env.conf": "",
            "enabled_plugins": "[rabbitmq_management].\n",
        }
        for name, text in settings.items():
            _write_private(self.data / name, text)
        _write_private(home / ".erlang.cookie", self.secrets.password("erlang-cookie"))


def find_rabbitmq() -> Path:
    """The server script to run: THIDUA_RABBITMQ_SERVER, else Debian's own, else the one on PATH.

    Raises:
        TroubleError: There is none.
    """
    named = os.environ.get("THIDUA_RABBITMQ_SERVER") or (
        str(_DEBIAN_SCRIPT) if _DEBIAN_SCRIPT.exists() else shutil.which("rabbitmq-server")
    )
    if not named:
        raise _not_installed()
    return Path(named)


def _not_installed() -> TroubleError:
    return TroubleError(
        "RabbitMQ is not installed.",
        "Install it (Debian, Ubuntu: `apt-get install rabbitmq-server`), or use `docker compose up`.",
    )


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
