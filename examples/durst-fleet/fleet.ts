// `node fleet.ts up`: the command line of the fleet. Its result is on stdout, its progress on stderr.
import pMap from "p-map";
import { Interruption } from "./interruption.ts";
import { chosen, help, Misunderstood, type Options, readOptions } from "./options.ts";
import { json, Progress, table } from "./report.ts";
import { idle } from "./run.ts";
import { readSites, type Site } from "./sites.ts";
import { Stacks, Unable } from "./stacks.ts";
import { Workers } from "./workers.ts";

const say = (words: string) => console.error(`fleet: ${words}`);
// Whoever read the progress may be gone, as with `| head`; what was begun is worth ending all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const refuse = (mistakes: readonly string[]): never => {
  throw new Misunderstood(`nothing was done, because of\n${mistakes.map((one) => `  ${one}`).join("\n")}`);
};

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(help);
    return 0;
  }
  const { sites: all, mistakes } = await readSites(options.file);
  if (mistakes.length > 0) refuse(mistakes);
  const sites = chosen(all, options);
  const stacks = await Stacks.find();
  // What the command does not declare anew, it does with what the stack has.
  const missing = ["up", "preview"].includes(options.command) ? await stacks.missingSecrets(sites) : [];
  if (missing.length > 0) refuse(missing);
  for (const name of stacks.without(all))
    say(
      `the stack ${name} is of no site in the list: \`pulumi destroy --stack ${name}\` takes it away, if that is meant`,
    );
  return run(sites, stacks, options);
}

async function run(sites: readonly Site[], stacks: Stacks, options: Options): Promise<number> {
  const started = performance.now();
  const interruption = new Interruption(say);
  const progress = new Progress(sites);
  const workers = new Workers(options, interruption);
  const outcomes = await pMap(
    sites,
    async (site) => {
      if (interruption.begun) return idle(site, "not begun", "the run was interrupted before");
      progress.started(site.name);
      const exists = stacks.has(site.name);
      const outcome = await workers.run(site, exists, (change) => progress.changed(site.name, change));
      progress.ended(outcome);
      return outcome;
    },
    { concurrency: options.parallel },
  );
  workers.end();
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const ran = { command: options.command, parallel: options.parallel, seconds, sites: outcomes };
  process.stdout.write(`${options.json ? json(ran) : table(ran)}\n`);
  return outcomes.every(({ result }) => result === "ok") ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (failure) {
  const known = failure instanceof Misunderstood || failure instanceof Unable;
  const name = failure instanceof Error ? failure.name : typeof failure;
  say(known ? failure.message : `it failed itself (${name}), which is a defect of it`);
  process.exitCode = failure instanceof Misunderstood ? 2 : 1;
}
