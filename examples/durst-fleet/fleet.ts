// `node fleet.ts up`: the command line of the fleet. Its result is on stdout, its progress on stderr.
import { setTimeout as sleep } from "node:timers/promises";
import pMap from "p-map";
import { GracefulShutdown } from "./graceful-shutdown.ts";
import { chosen, help, Misunderstood, type Options, readOptions, wantsJson } from "./options.ts";
import { type ExitCode, exitCodeOf, failedIn, json, jsonOfError, Progress, table } from "./report.ts";
import { idle } from "./run.ts";
import { readSites, type Site } from "./sites.ts";
import { Stacks, Unable } from "./stacks.ts";
import { Workers } from "./workers.ts";

const say = (words: string) => console.error(`fleet: ${words}`);
// Whoever read the progress may be gone, as with `| head`; what was begun is worth ending all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const args = process.argv.slice(2);
const shutdown = new GracefulShutdown(say);

async function main(): Promise<ExitCode> {
  const options = readOptions(args);
  if (options === undefined) {
    process.stdout.write(help);
    return 0;
  }
  const { sites: all, mistakes } = await readSites(options.file);
  const refuse = (wrong: readonly string[]): never => {
    throw new Misunderstood("nothing was done, because of", wrong);
  };
  if (mistakes.length > 0) refuse(mistakes);
  const sites = chosen(all, options, await failedBefore(options));
  const late = AbortSignal.timeout(options.timeout * 1000);
  const stacks = await Stacks.find(AbortSignal.any([late, shutdown.stopping]));
  // What the command does not compare with the program, it does with what the stack has.
  const declares = options.command !== "refresh" && options.command !== "destroy";
  const missing = declares ? await stacks.missingSecrets(sites) : [];
  if (missing.length > 0) refuse(missing);
  for (const name of stacks.without(all))
    say(
      `the stack ${name} is of no site in the list: \`pulumi destroy --remove --stack ${name}\` takes it away, if that is meant`,
    );
  return run(sites, stacks, options);
}

async function failedBefore({ onlyFailed }: Options): Promise<ReadonlySet<string> | undefined> {
  if (onlyFailed === undefined) return undefined;
  const failed = await failedIn(onlyFailed);
  if (failed === undefined)
    throw new Misunderstood(
      "--only-failed must be a file that --json wrote, of a run that came to its sites",
    );
  return failed;
}

async function run(sites: readonly Site[], stacks: Stacks, options: Options): Promise<ExitCode> {
  const started = performance.now();
  const progress = new Progress(sites);
  const workers = new Workers(options, shutdown);
  let failures = 0;
  const whyNot = (): string | undefined => {
    if (shutdown.begun) return "the run was interrupted before";
    return options.stopAfter !== undefined && failures >= options.stopAfter
      ? `--stop-after: ${failures} failed`
      : undefined;
  };
  const outcomes = await pMap(
    sites,
    async (site) => {
      if (options.jitter > 0 && whyNot() === undefined) await pause(Math.random() * options.jitter);
      const reason = whyNot();
      if (reason !== undefined) return idle(site, "skipped", reason);
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
  const ran = { command: options.command, parallel: options.parallel, seconds, sites: outcomes };
  process.stdout.write(`${options.json ? json(ran) : table(ran)}\n`);
  return exitCodeOf(outcomes);
}

const pause = (seconds: number): Promise<void> =>
  sleep(seconds * 1000, undefined, { signal: shutdown.stopping }).catch(() => {});

function failed(failure: unknown): ExitCode {
  const known = failure instanceof Misunderstood || failure instanceof Unable;
  const name = failure instanceof Error ? failure.name : typeof failure;
  const message = known ? failure.message : `internal error (${name}). Please report it`;
  const exitCode = failure instanceof Misunderstood ? 2 : 1;
  say(message);
  const mistakes = failure instanceof Misunderstood ? failure.mistakes : [];
  if (wantsJson(args))
    process.stdout.write(`${jsonOfError(exitCode, message.split("\n")[0] ?? message, mistakes)}\n`);
  return exitCode;
}

const exitCode = await main().catch(failed);
// Once all is written: a backend that does not answer would keep this process.
process.stdout.write("", () => process.exit(exitCode));
