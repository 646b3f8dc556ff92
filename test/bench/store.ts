// bench/results.json: each benchmark stores its own part, and the page is made of all parts.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { arch, cpus, release, totalmem, type } from "node:os";
import { dirname, resolve } from "node:path";
import type { Engine } from "../../tools/engine/engine.ts";
import { writePage } from "./page/page.ts";
import type { Machine, Results } from "./results.ts";

const root = resolve(import.meta.dirname, "../..");
const defaultFile = resolve(root, "bench/results.json");

/** Stores the results of a run. Drops earlier results of another machine, engine or SDK. */
export class Store {
  readonly #file: string;
  #results: Results;

  private constructor(file: string, results: Results) {
    this.#file = file;
    this.#results = results;
  }

  static async open(engine: Engine, file = defaultFile): Promise<Store> {
    const machine = await thisMachine(engine);
    const before = await readFile(file, "utf8").then(
      (text) => JSON.parse(text) as Results,
      () => undefined,
    );
    const same = before !== undefined && sameMachine(before.machine, machine);
    return new Store(file, { ...(same ? before : {}), machine });
  }

  part<Name extends keyof Omit<Results, "machine">>(name: Name): Results[Name] {
    return this.#results[name];
  }

  /** Writes at once, so that an interrupted run keeps its results. */
  async put(part: Partial<Omit<Results, "machine">>): Promise<void> {
    this.#results = { ...this.#results, ...part };
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(this.#file, serialise(this.#results));
  }

  writePage(): Promise<string[]> {
    return writePage(this.#results, dirname(this.#file));
  }
}

/** Puts each sample on one line, for readable diffs. */
const serialise = (results: Results) =>
  `${JSON.stringify(results, undefined, 1).replace(/\{\n {3,}"(?:contestant|what|lever|layout)":[^}]*(?:\{[^}]*\}[^}]*)?\}/g, (sample) => sample.replaceAll(/\n\s*/g, " "))}\n`;

async function thisMachine({ version }: Engine): Promise<Machine> {
  const sdk = await readFile(resolve(root, "node_modules/@pulumi/pulumi/package.json"), "utf8");
  return {
    date: new Date().toISOString(),
    processors: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    engine: version,
    sdk: JSON.parse(sdk).version,
  };
}

const sameMachine = ({ date: _, ...one }: Machine, { date: __, ...other }: Machine) =>
  JSON.stringify(one) === JSON.stringify(other);
