// Compares packages that verify webhooks: installed size, number of packages, time to load, verifications per second.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createSubproject,
  installPacked,
  installSizeOf,
  measureLoadTime,
} from "../../packages/install-packed.ts";
import { type Measurement, measure } from "../measure.ts";
import type { ReceiverSample } from "../results.ts";
import type { Store } from "../store.ts";
import { receiverTable } from "../text-table.ts";
import { cases } from "./cases.mjs";

export const ownName = "rockit-durst-webhooks";
/** The package that load times and verifications are compared with. */
export const referencePackage = "standardwebhooks";

const rounds = 15;

interface Contestant {
  readonly name: string;
  readonly folder: string;
}

export async function* measureReceivers(store: Store): AsyncGenerator<string> {
  const folder = await installPacked();
  try {
    const contestants: Contestant[] = [{ name: ownName, folder }];
    const footprints = [await installSizeOf(folder)];
    for (const name of Object.keys(cases).filter((name) => name !== ownName)) {
      const project = await createSubproject(folder, name.replace("/", "-"), [name]);
      if ("absent" in project) {
        yield `${name}: absent, ${project.absent}`;
        continue;
      }
      contestants.push({ name, ...project });
      footprints.push(await installSizeOf(project.folder));
    }
    const loads = await loadTimes(contestants);
    const verified = await verifications(contestants);
    const samples = await Promise.all(
      contestants.map(async (contestant, index): Promise<ReceiverSample> => {
        const { name } = contestant;
        const { microseconds = Number.NaN } = verified.find((each) => each.name === name) ?? {};
        return {
          contestant: name,
          version: await versionOf(contestant),
          packages: footprints[index]?.packages ?? 0,
          bytes: footprints[index]?.bytes ?? 0,
          loadMilliseconds: loads.map((round) => round.get(name) ?? Number.NaN),
          verificationsPerSecond: Math.round(1e6 / microseconds),
        };
      }),
    );
    await store.put({ receiver: samples });
    yield receiverTable(samples);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each round starts a fresh process for each package, in changing order; the first round only fills the disk's cache. */
async function loadTimes(contestants: readonly Contestant[]): Promise<Map<string, number>[]> {
  const all: Map<string, number>[] = [];
  for (let round = 0; round <= rounds; round++) {
    const times = new Map<string, number>();
    const first = round % contestants.length;
    for (const { name, folder } of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      times.set(name, await measureLoadTime(folder, name, "import"));
    }
    if (round > 0) all.push(times);
  }
  return all;
}

/** Runs all packages in turns in this process. */
async function verifications(contestants: readonly Contestant[]): Promise<Measurement[]> {
  const verifiers: Record<string, () => unknown> = {};
  for (const { name, folder } of contestants) {
    const { verify, verifyForged } =
      (await cases[name]?.((await importPackage(name, folder)) as never)) ?? throwMissingCase(name);
    await verify();
    // A package that accepts anything would be fast.
    await Promise.resolve()
      .then(verifyForged)
      .then(
        () => {
          throw new Error(`${name} accepts a forged delivery: its case is wrong`);
        },
        () => undefined,
      );
    verifiers[name] = verify;
  }
  return measure(verifiers, referencePackage in verifiers ? referencePackage : ownName);
}

const throwMissingCase = (name: string): never => {
  throw new Error(`${name} has no case`);
};

/** Imports a package as a program in that folder does. */
async function importPackage(name: string, folder: string) {
  const file = join(folder, "import.mjs");
  await writeFile(
    file,
    `export * from "${name}";\nimport * as all from "${name}";\nexport default all.default;\n`,
  );
  return import(pathToFileURL(file).href);
}

async function versionOf({ name, folder }: Contestant): Promise<string> {
  return JSON.parse(await readFile(join(folder, "node_modules", name, "package.json"), "utf8")).version;
}
