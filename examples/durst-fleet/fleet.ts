// `node fleet.ts up`: the fleet's command line. The result goes to stdout, progress to stderr.
import { setTimeout as sleep } from "node:timers/promises";
import pMap from "p-map";
import { GracefulShutdown } from "./graceful-shutdown.ts";
import { chooseSites, help, type Options, readOptions, UsageError, wantsJson } from "./options.ts";
import { type ExitCode, exitCodeOf, failedIn, json, jsonOfError, Progress, table } from "./report.ts";
import { emptyOutcome } from "./run-site.ts";
import { readSites, type Site } from "./sites.ts";
import { FleetError, Stacks } from "./stacks.ts";
import { Workers } from "./workers.ts";

const log = (message: string) => console.error(`fleet: ${message}`);
// A closed output, as of `| head`, must not break off running sites.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const args = process.argv.slice(2);
const shutdown = new GracefulShutdown(log);

async function main(): Promise<ExitCode> {
  const options = readOptions(args);
  if (options === undefined) {
    process.stdout.write(help);
    return 0;
  }
  const { sites: all, mistakes } = await readSites(options.file);
  const refuse = (wrong: readonly string[]): never => {
    throw new UsageError("nothing was done, for these reasons:", wrong);
  };
  if (mistakes.length > 0) refuse(mistakes);
  const sites = chooseSites(all, options, await failedBefore(options));
  const timeout = AbortSignal.timeout(options.timeout * 1000);
  const stacks = await Stacks.find(AbortSignal.any([timeout, shutdown.stopping]));
  // The other commands don't run the program, so they need no secrets.
  const runsProgram = options.command !== "refresh" && options.command !== "destroy";
  const missing = runsProgram ? await stacks.missingSecrets(sites) : [];
  if (missing.length > 0) refuse(missing);
  for (const name of stacks.withoutSite(all))
    log(
      `the stack ${name} belongs to no site in the list: if the site was renamed, run \`pulumi stack rename\` before \`up\`, which would create everything again; if no other list has the site and its callbacks may go, run \`pulumi destroy --remove --stack ${name}\``,
    );
  return run(sites, stacks, options);
}

async function failedBefore({ onlyFailed }: Options): Promise<ReadonlySet<string> | undefined> {
  if (onlyFailed === undefined) return undefined;
  const failed = await failedIn(onlyFailed);
  if (failed === undefined)
    throw new UsageError("--only-failed must be the --json report of a run that reached its sites");
  return failed;
}

async function run(sites: readonly Site[], stacks: Stacks, options: Options): Promise<ExitCode> {
  const started = performance.now();
  const progress = new Progress(sites);
  const workers = new Workers(options, shutdown);
  let failures = 0;
  const skipReason = (): string | undefined => {
    if (shutdown.begun) return "the run was interrupted";
    return options.stopAfter !== undefined && failures >= options.stopAfter
      ? `--stop-after: ${failures} failed`
      : undefined;
  };
  const outcomes = await pMap(
    sites,
    async (site) => {
      if (options.jitter > 0 && skipReason() === undefined) await pause(Math.random() * options.jitter);
      const reason = skipReason();
      if (reason !== undefined) return emptyOutcome(site, "skipped", reason);
      progress.started(site.name);
      const exists = stacks.has(site.name);
      const outcome = await workers.run(site, exists, (change) => progress.changed(site.name, change));
      if (outcome.result === "failed") failures += 1;
      progress.ended(outcome);
      return outcome;
    },
    { concurrency: options.parallel },
  );
  workers.end();
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const result = { command: options.command, parallel: options.parallel, seconds, sites: outcomes };
  process.stdout.write(`${options.json ? json(result) : table(result)}\n`);
  return exitCodeOf(outcomes);
}

const pause = (seconds: number): Promise<void> =>
  sleep(seconds * 1000, undefined, { signal: shutdown.stopping }).catch(() => {});

function report(failure: unknown): ExitCode {
  const isExpected = failure instanceof UsageError || failure instanceof FleetError;
  const name = failure instanceof Error ? failure.name : typeof failure;
  const message = isExpected ? failure.message : `internal error (${name}). Please report it`;
  const exitCode = failure instanceof UsageError ? 2 : 1;
  log(message);
  const mistakes = failure instanceof UsageError ? failure.mistakes : [];
  if (wantsJson(args))
    process.stdout.write(`${jsonOfError(exitCode, message.split("\n")[0] ?? message, mistakes)}\n`);
  return exitCode;
}

const exitCode = await main().catch(report);
// Exits after the output is written: a hanging backend would keep the process alive.
process.stdout.write("", () => process.exit(exitCode));
