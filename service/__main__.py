"""The commands: `python -m service migrate|web|worker|seed|demo`.

A deployment runs the first three as processes of their own, with addresses from the environment (see compose.yaml).
`demo` runs the same three under one roof, on a PostgreSQL and a Valkey of its own. Imports are inside the commands: each
process loads only what it needs, and a worker's child that solves loads none of this.
"""

import argparse
import asyncio
import os
import signal
import sys


def migrate(_: argparse.Namespace) -> None:
    from service import migrate as migrations
    from service.settings import secret

    owner_url = secret("DATABASE_OWNER_URL") or secret("DATABASE_URL")
    if not owner_url:
        sys.exit("migrate needs DATABASE_OWNER_URL: the address of the database, as the role that owns the tables.")
    from sqlalchemy.exc import OperationalError

    try:
        done = migrations.upgrade(owner_url)
    except OperationalError as problem:
        sys.exit(f"The database does not answer: {str(problem.orig).partition(chr(10))[0]}")
    print("The tables are up to date." if done else "The tables were up to date already.", flush=True)


def web(_: argparse.Namespace) -> None:
    from service.settings import Settings

    settings = Settings.from_environment()  # before the costly imports: what is missing is said at once

    import uvicorn
    import uvloop

    from service.app import create_app

    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            http="httptools",
            lifespan="on",
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=settings.production,
            timeout_graceful_shutdown=5,
        )
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server.serve())


def worker(_: argparse.Namespace) -> None:
    import uvloop

    from service.jobs.registry import import_handlers
    from service.jobs.worker import work
    from service.settings import Settings

    import_handlers()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work(Settings.from_environment()))


def seed(arguments: argparse.Namespace) -> None:
    from service.demo import load
    from service.settings import Settings

    asyncio.run(load(Settings.from_environment(), size=arguments.size, seed=arguments.seed))


def demo(arguments: argparse.Namespace) -> None:
    from service.embedded.supervisor import run

    run(port=arguments.port, size=arguments.size, seed=arguments.seed, workers=arguments.workers)


def main() -> None:
    parser = argparse.ArgumentParser(prog="mellanrummet", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="command")
    for act, why in (
        (migrate, "bring the tables to this version (as the owner role)"),
        (web, "serve pages and API"),
        (worker, "do the work that takes time"),
        (seed, "load the demo municipality, if there is none"),
        (demo, "all of the above on servers of our own"),
    ):
        command = commands.add_parser(act.__name__, help=why, description=why)
        command.set_defaults(act=act)
        if act in (seed, demo):
            command.add_argument("--size", choices="SML", default="S", help="of the demo municipality")
            command.add_argument("--seed", type=int, default=1, help="another number makes other people")
        if act is demo:
            command.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 0), help="default: 8700")
            command.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite end, as with Ctrl-C
    try:
        arguments.act(arguments)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
