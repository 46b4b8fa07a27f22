"""The command `gatescope`: it serves the app, and `gatescope doctor` says what is installed."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from explainer.runs.cluster import AUTO, NOT_INSTALLED, RAY_VARIABLE
from explainer.runs.cluster import check_address as check_ray_address
from explainer.runs.pool import PoolError
from explainer.runs.versions import own_version
from explainer.web import launch
from explainer.web.server_address import DEFAULT_HOST, DEFAULT_PORT, check_address, url

ABOUT = """See every gate, state and gradient of RNN, LSTM and GRU cells.

Without a command it serves the app for your browser until Ctrl+C. Options of Streamlit follow after --, for example
gatescope -- --server.baseUrlPath=gates."""
ABOUT_OPEN = (
    "A table, a text or a model to begin with, of the kinds that the pages Sequence and Your model read. Every visitor "
    "of this server sees it."
)
ABOUT_PORT = "The port to listen on."
ABOUT_HOST = "The address to listen on; 0.0.0.0 lets other devices of your network in."
ABOUT_HOME = "The folder in which runs are stored."
ABOUT_RAY = "Let runs train on the Ray cluster at HOST:PORT, or on the one that this machine has joined."


def main() -> None:
    """Read the command line and do what it says; what follows after -- goes to `streamlit run`."""
    try:
        own, rest = split(sys.argv[1:])
    except click.UsageError as error:
        error.show()
        sys.exit(error.exit_code)
    gatescope.main(own, prog_name="gatescope", obj=rest)


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the arguments before “--”, and those after it; raises UsageError for one of Streamlit's before it."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for one in arguments[:end]:
        if one.startswith("--") and "." in one.partition("=")[0]:
            raise click.UsageError(f"“{one[:60]}” is an option of Streamlit; it goes after --: gatescope -- {one[:60]}")
    return arguments[:end], arguments[end + 1 :]


def show_version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        click.echo(f"gatescope {own_version()}")
        context.exit()


@click.group(
    invoke_without_command=True, help=ABOUT, subcommand_metavar="[doctor] [-- STREAMLIT OPTIONS]",
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
@click.option("--port", type=int, metavar="PORT", default=DEFAULT_PORT, show_default=True, help=ABOUT_PORT)
@click.option("--host", metavar="ADDRESS", default=DEFAULT_HOST, show_default=True, help=ABOUT_HOST)
@click.option("--home", type=click.Path(path_type=Path), metavar="FOLDER", help=ABOUT_HOME)
@click.option("--ray", is_flag=False, flag_value=AUTO, metavar="[HOST:PORT]", help=ABOUT_RAY)
@click.option("--open", "file", type=click.Path(path_type=Path), metavar="FILE", help=ABOUT_OPEN)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version and exit.",
)
@click.pass_context
def gatescope(
    context: click.Context, port: int, host: str, home: Path | None, ray: str | None, file: Path | None
) -> None:
    """Choose the folder of runs and where they train; without a command, serve the app."""
    try:
        if home:
            use_home(home)
        if ray:
            use_cluster(ray)
        if context.invoked_subcommand is None:
            serve(host, port, file, context.obj or [])
    except launch.LaunchError as error:
        raise click.ClickException(str(error)) from None


@gatescope.command()
def doctor() -> None:
    """Say what is installed here, for a bug report."""
    from explainer.web.doctor import report  # it imports torch

    click.echo(report())


def use_home(folder: Path) -> None:
    """Store runs in a folder, made where it is not there; raises LaunchError where nothing can be written in it."""
    from explainer.runs.home import HOME_VARIABLE, write_error

    try:
        folder.mkdir(parents=True, exist_ok=True)
        problem = write_error(folder)
    except OSError as error:
        problem = error.strerror or str(error)
    if problem:
        raise launch.LaunchError(f"Nothing can be written in the folder “{folder}”: {problem}; name another by --home.")
    os.environ[HOME_VARIABLE] = str(folder.resolve())


def use_cluster(address: str) -> None:
    """Let runs train on a Ray cluster; raises LaunchError where Ray is not installed, or for what is no address."""
    try:
        check_ray_address(address)
    except PoolError as error:
        raise launch.LaunchError(str(error)) from None
    if find_spec("ray") is None:
        raise launch.LaunchError(NOT_INSTALLED)
    os.environ[RAY_VARIABLE] = address


def serve(host: str, port: int, file: Path | None, options: list[str]) -> None:
    """Serve the app, on a file where one is named; raises LaunchError."""
    page = name_file(file) if file else ""
    check_address(host, port)
    launch.find_app()
    click.echo(f"Gatescope: {url(host, port)}{page}  (Ctrl+C ends it)")
    own = [f"--server.address={host}", f"--server.port={port}", "--logger.hideWelcomeMessage=true"]
    launch.serve([*own, *options])


def name_file(file: Path) -> str:
    """Check a file and name it to the server's process; return the page that shows it. Raises LaunchError."""
    from explainer.web import startup_file  # it imports numpy

    startup_file.check(file)
    variable = startup_file.variable_of(file)
    os.environ[variable] = str(file.resolve())
    return startup_file.PAGES[variable]


if __name__ == "__main__":
    main()
