"""The command line: each command parses, calls one function of the engine, and prints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click

from sojourn import __version__
from sojourn.errors import EngineError, SojournError

DAY = click.DateTime(["%Y-%m-%d"])
FOLDER = click.Path(path_type=Path)
FURTHER = "sojourn.commands"
LINKS = click.option("--links", type=FOLDER, help="Reviewers' link decisions: CSV, NDJSON or Parquet.")
MODEL = click.option("--model", help="A model file for what documents leave over, or none; default: the one shipped.")
SIZE = click.option("--size", default="default", show_default=True, help="A size class of the model.")
MEMORY = click.option("--memory", default="9GB", show_default=True, help="DuckDB's memory; past it, it works on disk.")


class _Commands(click.Group):
    """Shows an error of Sojourn as one message with exit code 2, never as a traceback.

    Commands of parts that stand above this one (the register) come in by the entry points ``sojourn.commands``.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that the user can act on ends it with exit code 2."""
        try:
            return super().invoke(ctx)
        except SojournError as error:
            click.echo(f"sojourn: {error}", err=True)
            ctx.exit(2)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands of this module and those that come in."""
        return sorted({*super().list_commands(ctx), *entry_points(group=FURTHER).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command; one that comes in is loaded when it is asked for."""
        for entry in entry_points(group=FURTHER, name=cmd_name):
            command: click.Command = entry.load()
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sojourn")
def main() -> None:
    """Sojourn: a system of record for temporary stays.

    Did they leave, were they allowed to be here that day, how sure is that, and why.
    """


@main.command()
@click.argument("out", type=FOLDER)
@click.option("--travellers", type=click.IntRange(1), required=True, help="How many people.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--law", default="us", show_default=True, help="us or base.")
@click.option("--errors", default="default", show_default=True, help="none, default, or a YAML file of rates.")
def simulate(out: Path, travellers: int, seed: int, law: str, errors: str) -> None:
    """Write synthetic evidence with known truth to OUT."""
    from sojourn.simulate import simulate as run

    say = _progress()
    summary = run(
        out,
        travellers=travellers,
        seed=seed,
        law=law,
        errors="none" if errors == "none" else "default" if errors == "default" else Path(errors),
        progress=lambda done, chunks: say(f"{done} of {chunks} parts written"),
    )
    click.echo(
        f"{summary.travellers:,} travellers, {summary.stays:,} stays, {summary.movements:,} movements, "
        f"{summary.facts:,} facts; truth of {summary.as_of}."
    )
    click.echo(f"Written to {summary.folder}. Ask about that day: `sojourn reconcile --as-of {summary.as_of}`.")


@main.command()
@click.argument("files", nargs=-1, required=True, type=FOLDER)
@click.option("--layout", help="paxlst, i94, uk-api, sojourn, or a YAML file; detected where possible.")
@click.option("--country", help="Whose border it is (alpha-3); decides the direction of a manifest.")
@click.option("--out", type=FOLDER, help="The evidence folder to make.")
@click.option("--draft-layout", is_flag=True, help="Propose a layout for FILE and print it; nothing is read.")
@click.option(
    "--recorded-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]), help="When the files reached us; default: now."
)
def read(
    files: tuple[Path, ...],
    layout: str | None,
    country: str | None,
    out: Path | None,
    draft_layout: bool,
    recorded_at: datetime | None,
) -> None:
    """Read real FILES into an evidence folder; what cannot be read is set apart with line and reason."""
    from sojourn.evidence.layouts.draft import draft_layout as draft
    from sojourn.evidence.reading import read_files

    if draft_layout:
        click.echo("\n".join(draft(path) for path in files), nl=False)
        return
    if out is None:
        raise click.UsageError("name the evidence folder to make with --out DIR.")
    own = layout if layout is None or not layout.endswith((".yaml", ".yml")) else Path(layout)
    learned = recorded_at.replace(tzinfo=UTC) if recorded_at else datetime.now(UTC)
    summary = read_files(list(files), layout=own, country=country, out=out, recorded_at=learned, progress=_progress())
    click.echo(summary.render())


@main.command()
@click.argument("evidence", type=FOLDER)
@click.option("--law", required=True, help="A law pack: us, base, or a folder.")
@click.option("--as-of", type=DAY, required=True, help="The day asked about.")
@click.option(
    "--known-at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]),
    help="Leave out what was learned later (UTC); default: now.",
)
@LINKS
@MODEL
@SIZE
@click.option("--engine", "engine_name", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
@click.option("--master", help="Spark's master, for example spark://HOST:7077; default: local[2], this machine.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting of Spark; may be repeated.")
@click.option("--work", type=FOLDER, help="Where intermediate tables are kept; a cluster's workers must see it too.")
@MEMORY
@click.option(
    "--buckets",
    type=click.IntRange(1, 256),
    help="Work on so many parts of the persons, one after the other; default: as many as the memory asks for.",
)
@click.option("--out", type=FOLDER, required=True, help="The folder to make; an earlier run in it is replaced.")
def reconcile(
    evidence: Path,
    law: str,
    as_of: datetime,
    known_at: datetime | None,
    links: Path | None,
    model: str | None,
    size: str,
    engine_name: str,
    master: str | None,
    settings: tuple[str, ...],
    work: Path | None,
    memory: str,
    buckets: int | None,
    out: Path,
) -> None:
    """Answer every stay in EVIDENCE, with reasons, and write the report."""
    from sojourn.engine import open_engine
    from sojourn.law.pack import load_pack
    from sojourn.statistics.report import write_report
    from sojourn.statistics.summary import summary
    from sojourn.stays.explain import explain_lines
    from sojourn.stays.proof import ProofReader
    from sojourn.stays.reconcile import reconcile as run

    known = _known(known_at)
    progress = _progress()
    whose = _whose(links, model, size)
    pack = load_pack(law).as_known_at(known)
    on = _spark_given(engine_name, master, settings)
    with open_engine(_engine_name(engine_name), memory=memory, work=work, **on) as engine:
        run(engine, evidence, pack, as_of.date(), known, out, progress, law, identity=whose, buckets=buckets)
    reader = ProofReader(out)
    write_report(
        out,
        out / "report.html",
        lambda stays: {stay: explain_lines(proof) for stay, proof in reader.read(stays).items()},
    )
    progress("report written")
    click.echo(summary(out, terminal=sys.stdout.isatty()))


@main.command()
@click.argument("run", type=FOLDER)
@click.argument("stay_id")
@click.option("--evidence", type=FOLDER, help="Where the evidence is now, if it was moved.")
@click.option("--values", is_flag=True, help="Show the names, dates and numbers that a link compared: personal data.")
def explain(run: Path, stay_id: str, evidence: Path | None, values: bool) -> None:
    """Print the proof of one answer of RUN in words, with citations."""
    from sojourn.stays.explain import explain_text
    from sojourn.stays.proof import ProofReader

    click.echo(explain_text(ProofReader(run, evidence, values=values).get(stay_id)))


@main.command()
@click.argument("run", type=FOLDER)
@click.argument("truth", type=FOLDER)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def score(run: Path, truth: Path, form: str) -> None:
    """Measure the answers of RUN against a known TRUTH (a file, or the folder of `simulate`)."""
    from sojourn.statistics.score import score as measure
    from sojourn.statistics.score_text import render_text, to_json

    found = measure(run, truth / "truth.parquet" if truth.is_dir() else truth)
    click.echo(to_json(found) if form == "json" else render_text(found, terminal=sys.stdout.isatty()))


@main.command()
@click.argument("run", type=FOLDER)
@click.option("--format", "form", type=click.Choice(["text", "html", "csv", "json"]), default="text", show_default=True)
@click.option("--out", type=FOLDER, help="A folder, or a file for one format; what is there is never overwritten.")
@click.option("--period", help="FY2026, 2026Q1, 2026-01 or 2026-01..2026-09; default: the last fiscal year.")
@click.option("--later", type=FOLDER, multiple=True, help="A later run of the same question; may be repeated.")
@click.option("--evidence", type=FOLDER, help="Where the evidence is now, if it was moved.")
def statistics(
    run: Path, form: str, out: Path | None, period: str | None, later: tuple[Path, ...], evidence: Path | None
) -> None:
    """Make the tables that agencies publish from RUN, with the coverage estimate; small counts are withheld."""
    from sojourn.statistics.published import freeze, publish, read_form, render

    chosen = read_form(form)
    if chosen == "csv" and out is None:
        raise click.UsageError("CSV is one file a table: name a folder with --out DIR.")
    made = publish(run, period=period, later=later, evidence=evidence)
    if out is None:
        click.echo(next(iter(render(made, chosen, terminal=sys.stdout.isatty()).values())), nl=False)
        return
    files = render(made, chosen)
    if chosen != "csv" and out.suffix:
        files, out = {out.name: next(iter(files.values()))}, out.parent
    for path in freeze(files, out):
        click.echo(f"Written: {path}")


@main.command()
@click.option("--law", required=True, help="A law pack: eu, us, uk, base, or a folder.")
@click.option("--stays", type=FOLDER, required=True, help="CSV: arrived_on,departed_on (empty: still here).")
@click.option("--on", type=DAY, help="How do I stand on this day?")
@click.option("--enter", type=DAY, help="How long may a stay last that begins on this day?")
@click.option("--class", "admitted_class", help="The class of stays that name none (WT); not needed for eu.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def days(
    law: str, stays: Path, on: datetime | None, enter: datetime | None, admitted_class: str | None, as_json: bool
) -> None:
    """Answer a traveller's own question: days used, days left, the last lawful day.

    The file has no ports, so the question counts its days wherever they were spent: leave out days in countries that
    were not part of the area then. This is what follows from the dates typed in, no decision and no legal advice.
    """
    from sojourn.stays.days_question import tell_days

    asked = on or enter
    if asked is None or (on and enter):
        raise click.UsageError("ask about one day: either --on DATE or --enter DATE.")
    known, day, entering = datetime.now(UTC), asked.date(), enter is not None
    click.echo(tell_days(stays, law, known, day, entering=entering, admitted_class=admitted_class, as_json=as_json))


@main.group()
def law() -> None:
    """Rules with their versions, and scenarios."""


@law.command("show")
@click.argument("rule")
@click.option("--on", type=DAY, help="The day for which the rule is asked; default: today.")
@click.option("--known-at", type=DAY, help="As known at the end of this day; default: today.")
@click.option("--law", "source", help="The pack or folder that has the rule; default: the first part of its name.")
def law_show(rule: str, on: datetime | None, known_at: datetime | None, source: str | None) -> None:
    """Print a RULE (us.appeal_period) with its history, a lifecycle (us.overstay), or list those of a pack (us)."""
    from sojourn.law.pack import load_pack
    from sojourn.law.procedure.lifecycle_reading import list_lifecycles
    from sojourn.law.procedure.lifecycle_show import show_lifecycle
    from sojourn.law.show import show_pack, show_rule

    today = datetime.now(UTC)
    known = known_at.replace(tzinfo=UTC) if known_at else today
    is_pack = "." not in rule or Path(rule).is_dir()
    pack = load_pack(source or (rule if is_pack else rule.partition(".")[0]))
    if is_pack:
        click.echo(show_pack(pack, known))
        return
    day = on.date() if on else today.date()
    is_lifecycle = rule in list_lifecycles(pack)
    if not is_lifecycle or any(each.id == rule for each in pack.rules):  # a rule and a lifecycle may share a name
        click.echo(show_rule(pack, rule, day, known, today))
    if is_lifecycle:
        click.echo(show_lifecycle(pack, rule, day, known))


@law.command("test")
@click.argument("packs", nargs=-1)
@click.option("--mutate", is_flag=True, help="Change each value of each rule: some scenario must notice (minutes).")
def law_test(packs: tuple[str, ...], mutate: bool) -> None:
    """Run the scenarios of PACKS (codes or folders; default: all at hand) and print them as a table."""
    from sojourn.stays.law_commands import run_mutations, run_pack_scenarios

    table, passed = run_mutations(packs) if mutate else run_pack_scenarios(packs)
    click.echo(table)
    if not passed:
        sys.exit(1)


@law.command("new")
@click.argument("code")
@click.option("--title", required=True, help="Plain name: Testland: short stays.")
@click.option("--country", required=True, help="Alpha-3 code of the country.")
@click.option("--earliest", type=DAY, required=True, help="The first day that can be asked about.")
@click.option("--out", type=FOLDER, required=True, help="A new folder for the pack.")
def law_new(code: str, title: str, country: str, earliest: datetime, out: Path) -> None:
    """Start the law pack CODE from `base`: rules to fill with a country's days and citations, and their scenarios."""
    from sojourn.law.start import next_steps, start_pack

    pack = start_pack(out, code, title, country, earliest.date())
    click.echo(next_steps(pack))


@main.group()
def identity() -> None:
    """The model that compares what documents and references left over: measure it, train another."""


@identity.command("evaluate")
@click.argument("labelled", type=FOLDER)
@click.option("--model", "model_file", type=FOLDER, help="A model file; default: the one that Sojourn ships.")
@SIZE
@click.option("--kind", help="The kind of pair whose bands are used; default: labelled, or duplicates for one source.")
@click.option("--write", is_flag=True, help="Put the measured error rates into the model file.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def identity_evaluate(
    labelled: Path, model_file: Path | None, size: str, kind: str | None, write: bool, form: str
) -> None:
    """Measure automatic links on LABELLED records: precision, recall, F1, by kind of change."""
    from sojourn.identity.model.evaluate import evaluate
    from sojourn.identity.model.figures import to_json, to_text

    found, model = evaluate(labelled, model_file, size, kind, write=write)
    heading = f"{labelled.name} with the model {model.name} {model.version} ({model.digest[:12]}), {size}"
    click.echo(to_json(found) if form == "json" else to_text(found, heading))


@identity.command("train")
@click.argument("evidence", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="The model file to write.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed and records give the same bytes.")
def identity_train(evidence: Path, out: Path, seed: int) -> None:
    """Make a model from EVIDENCE (a folder), or from a file of labelled records; it must be evaluated before use."""
    from sojourn.identity.model.train import train

    trained = train(evidence, out, seed)
    known = sum(trained.counted["name"].values())
    click.echo(f"Trained on {known:,} pairs known to be one person; written to {out}.")
    click.echo(f"Next: `sojourn identity evaluate LABELLED --model {out} --write` on other records.")


@identity.command("stock")
@click.argument("evidence", type=FOLDER)
@click.option("--law", required=True, help="A law pack: us, base, or a folder.")
@click.option(
    "--known-at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]),
    help="What was learned later waits (UTC); default: now.",
)
@LINKS
@MODEL
@SIZE
@MEMORY
@click.option("--out", type=FOLDER, required=True, help="The file to make.")
def identity_stock(
    evidence: Path,
    law: str,
    known_at: datetime | None,
    links: Path | None,
    model: str | None,
    size: str,
    memory: str,
    out: Path,
) -> None:
    """Find the people in EVIDENCE and keep them in a file, so that new records can be added."""
    from sojourn.engine import open_engine
    from sojourn.stays.stock_commands import make_stock

    with open_engine(memory=memory) as engine:
        click.echo(make_stock(engine, evidence, law, _known(known_at), _whose(links, model, size), out))


@identity.command("add")
@click.argument("stock", type=FOLDER)
@click.argument("evidence", type=FOLDER)
@click.option("--law", required=True, help="The law pack that the stock was made with.")
@click.option(
    "--known-at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]),
    help="What was learned later waits (UTC); default: now.",
)
@click.option("--links", type=FOLDER, help="All link decisions now in force; default: those that the stock has.")
@click.option("--model", help="The model that the stock was made with, or none; default: the one shipped.")
@SIZE
@MEMORY
def identity_add(
    stock: Path,
    evidence: Path,
    law: str,
    known_at: datetime | None,
    links: Path | None,
    model: str | None,
    size: str,
    memory: str,
) -> None:
    """Add the records in EVIDENCE to STOCK, touching only whose people could change."""
    from sojourn.engine import open_engine
    from sojourn.stays.stock_commands import add_evidence

    with open_engine(memory=memory) as engine:
        click.echo(add_evidence(engine, stock, evidence, law, _known(known_at), _whose(links, model, size)))


@main.command()
def serve() -> None:
    """Open the register (comes with a later version)."""
    raise SojournError(
        "serve-later",
        "the register is not part of this version; it works on files. "
        "Next: `sojourn reconcile` answers a folder of evidence, `make demo` shows it.",
    )


def _whose(links: Path | None, model: str | None, size: str) -> Any:
    from sojourn.identity.options import IdentityOptions

    file = Path(model) if model and model != "none" else None
    return IdentityOptions(links=links, model=file, size=size, compare=model != "none")


def _known(given: datetime | None) -> datetime:
    return given.replace(tzinfo=UTC) if given else datetime.now(UTC)


def _engine_name(name: str) -> Any:
    return name


def _spark_given(engine: str, master: str | None, settings: tuple[str, ...]) -> dict[str, Any]:
    """Give what ``open_engine`` is told of Spark; with another engine there is nothing to tell."""
    from sojourn.spark import LOCAL, read_settings

    if engine != "spark" and (master or settings):
        given = "--master" if master else "--set"
        raise EngineError(
            "spark-only",
            f"`{given}` is for Spark, and this run is on `{engine}`. Allowed: `{given}` with `--engine spark`. "
            f"Next: add `--engine spark`, or leave `{given}` out.",
        )
    return {"master": master or LOCAL, "settings": read_settings(settings)}


def _progress() -> Callable[[str], None]:
    """Show each finished step on the error stream, with the seconds since the start."""
    start = datetime.now(UTC)

    def say(step: str) -> None:
        seconds = (datetime.now(UTC) - start).total_seconds()
        click.echo(f"{seconds:7.1f} s  {step}", err=True)

    return say
