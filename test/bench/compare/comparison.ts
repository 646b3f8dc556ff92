// `npm run bench -- compare [--sizes 1,200,1000] [--rounds 3] [--add] [--only ours,noop] [--operations create,refresh]`: compares the ways to
// manage subscriptions. With `--add` the rounds are added to those that this machine measured before.
import { parseArgs } from "node:util";
import type { Engine } from "../../../tools/engine/engine.ts";
import type { Comparison } from "../results.ts";
import type { Store } from "../store.ts";
import { comparisonTable } from "../text-table.ts";
import { components, noop } from "./baselines.ts";
import { command } from "./command.ts";
import { operations as allOperations, type Contestant, UnavailableError } from "./contestant.ts";
import { ours, oursNative } from "./ours.ts";
import { assertCanOpen, runRound } from "./rounds.ts";
import { terraform } from "./terraform.ts";
import { textbook } from "./textbook.ts";
import { yaml } from "./yaml.ts";

const allContestants = [components, noop, ours, oursNative, yaml, textbook, command, terraform];
/** Short commands vary more, so they get more rounds. With 1,000 resources a round takes most of an hour. */
const roundsOf = (resources: number) => (resources <= 10 ? 5 : resources < 1000 ? 3 : 2);

export async function* measureComparison(
  engine: Engine,
  store: Store,
  args: readonly string[],
): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: "string", default: "1,200,1000" },
      rounds: { type: "string" },
      add: { type: "boolean", default: false },
      only: { type: "string" },
      operations: { type: "string" },
    },
  });
  const wanted = values.only?.split(",");
  const chosen = allContestants.filter(({ name }) => wanted === undefined || wanted.includes(name));
  const { present, absent } = await splitByAvailability(chosen, engine);
  const operations = allOperations.filter(
    (operation) => values.operations?.split(",").includes(operation) ?? true,
  );
  const sizes = values.sizes.split(",").map(Number);
  const keep = <One extends { readonly resources: number }>(samples: readonly One[] = []) =>
    samples.filter(({ resources }) => values.add || !sizes.includes(resources));
  const before = store.part("compare");
  const samples = keep(before?.samples);
  const measured = allContestants.filter(
    ({ name }) =>
      samples.some(({ contestant }) => contestant === name) || present.some((each) => each.name === name),
  );
  let results: Comparison = {
    contestants: measured.map(({ name, title, about }) => ({ name, title, about })),
    absent: absent.filter(({ name }) => !measured.some((each) => each.name === name)),
    samples,
    states: keep(before?.states),
  };
  for (const resources of sizes) {
    const earlier = samples.filter((sample) => sample.resources === resources).map(({ round }) => round + 1);
    const first = Math.max(0, ...earlier);
    const end = first + Number(values.rounds ?? roundsOf(resources));
    for (let round = first; round < end; round++) {
      console.error(`${resources} subscriptions, round ${round + 1} of ${end}`);
      const { samples, states } = await runRound({
        contestants: present,
        resources,
        round,
        operations,
        engine,
        log: (line) => console.error(`  ${line}`),
      });
      results = {
        ...results,
        samples: [...results.samples, ...samples],
        states: [...results.states, ...states],
      };
      await store.put({ compare: results });
    }
  }
  yield comparisonTable({
    ...results,
    samples: results.samples.filter(({ resources }) => sizes.includes(resources)),
  });
}

async function splitByAvailability(contestants: readonly Contestant[], engine: Engine) {
  const present: Contestant[] = [];
  const absent: { name: string; title: string; reason: string }[] = [];
  for (const contestant of contestants) {
    try {
      await assertCanOpen(contestant, engine);
      present.push(contestant);
    } catch (failure) {
      if (!(failure instanceof UnavailableError)) throw failure;
      const { name, title } = contestant;
      absent.push({ name, title, reason: failure.message });
      console.error(`${title} is absent: ${failure.message}`);
    }
  }
  return { present, absent };
}
