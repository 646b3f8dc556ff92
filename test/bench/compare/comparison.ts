// `npm run bench -- compare [--sizes 1,200,1000] [--rounds 3] [--only ours,noop] [--operations create,refresh]`: the ways to own subscriptions, side by side.
import { parseArgs } from "node:util";
import type { Engine } from "../../../tools/engine/engine.ts";
import type { Comparison } from "../results.ts";
import type { Store } from "../store.ts";
import { textTable } from "../text-table.ts";
import { command } from "./command.ts";
import { Absent, operations as allOperations, type Contestant } from "./contestant.ts";
import { components, noop } from "./floors.ts";
import { ours, oursNative } from "./ours.ts";
import { canOpen, runRound } from "./rounds.ts";
import { terraform } from "./terraform.ts";
import { textbook } from "./textbook.ts";
import { yaml } from "./yaml.ts";

const all = [components, noop, ours, oursNative, yaml, textbook, command, terraform];
/** Short commands differ more from one another than long ones do; with 1,000 resources a round takes most of an hour. */
const roundsOf = (resources: number) => (resources <= 10 ? 5 : resources < 1000 ? 3 : 2);

export async function* comparison(
  engine: Engine,
  store: Store,
  args: readonly string[],
): AsyncGenerator<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: "string", default: "1,200,1000" },
      rounds: { type: "string" },
      only: { type: "string" },
      operations: { type: "string" },
    },
  });
  const wanted = values.only?.split(",");
  const chosen = all.filter(({ name }) => wanted === undefined || wanted.includes(name));
  const { present, absent } = await sorted(chosen, engine);
  const operations = allOperations.filter(
    (operation) => values.operations?.split(",").includes(operation) ?? true,
  );
  const sizes = values.sizes.split(",").map(Number);
  // Of a size that is measured anew nothing is kept, since rounds are only comparable within one run.
  const others = <One extends { readonly resources: number }>(samples: readonly One[] = []) =>
    samples.filter(({ resources }) => !sizes.includes(resources));
  const before = store.part("compare");
  const samples = others(before?.samples);
  const ran = all.filter(
    ({ name }) =>
      samples.some(({ contestant }) => contestant === name) || present.some((each) => each.name === name),
  );
  let seen: Comparison = {
    contestants: ran.map(({ name, title, about }) => ({ name, title, about })),
    absent: absent.filter(({ name }) => !ran.some((each) => each.name === name)),
    samples,
    states: others(before?.states),
  };
  for (const resources of sizes) {
    const rounds = Number(values.rounds ?? roundsOf(resources));
    for (let round = 0; round < rounds; round++) {
      console.error(`${resources} subscriptions, round ${round + 1} of ${rounds}`);
      const { samples, states } = await runRound({
        contestants: present,
        resources,
        round,
        operations,
        engine,
        log: (line) => console.error(`  ${line}`),
      });
      seen = { ...seen, samples: [...seen.samples, ...samples], states: [...seen.states, ...states] };
      await store.put({ compare: seen });
    }
  }
  yield textTable({ ...seen, samples: seen.samples.filter(({ resources }) => sizes.includes(resources)) });
}

async function sorted(contestants: readonly Contestant[], engine: Engine) {
  const present: Contestant[] = [];
  const absent: { name: string; title: string; reason: string }[] = [];
  for (const contestant of contestants) {
    try {
      await canOpen(contestant, engine);
      present.push(contestant);
    } catch (failure) {
      if (!(failure instanceof Absent)) throw failure;
      const { name, title } = contestant;
      absent.push({ name, title, reason: failure.message });
      console.error(`${title} is absent: ${failure.message}`);
    }
  }
  return { present, absent };
}
