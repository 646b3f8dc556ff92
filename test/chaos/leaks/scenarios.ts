import { afterAll, expect, test } from "vitest";
import type { Program } from "../../helpers/project.ts";
import { expectThinAndEncrypted } from "../../helpers/secrecy.ts";
import { LeakScene, type SceneOptions } from "./scene.ts";

export interface Scenario extends SceneOptions {
  readonly name: string;
  /** The expected output; without it the scenario did not happen. */
  readonly says: readonly RegExp[];
  /** Prepares the failure. Returns the program to run. */
  arrange(scene: LeakScene): Program | Promise<Program>;
  /** Resources that the state must keep as unfinished, with their secret fields encrypted. */
  readonly kept?: Readonly<Record<string, readonly string[]>>;
  /** Further assertions afterwards. */
  after?(scene: LeakScene): void | Promise<void>;
}

const searched = { scenarios: 0, places: 0, canaries: 0, searches: 0, "in dumps of the engine itself": 0 };

export function tally({ places, canaries, dumped }: { places: number; canaries: number; dumped: number }) {
  searched.scenarios += 1;
  searched.places += places;
  searched.canaries += canaries;
  searched.searches += places * canaries;
  searched["in dumps of the engine itself"] += dumped;
}

/** A search with a hit has failed its test. */
export const printTally = () => console.table([{ ...searched, hits: 0 }]);

/** A test of each scenario: `up` fails with its words, and no secret is anywhere. */
export function expectSecrecyIn(scenarios: readonly Scenario[]): void {
  afterAll(printTally);
  test.each(scenarios)("$name", async ({ says, tls, variant, kept = {}, ...scenario }) => {
    await using scene = await LeakScene.start({ tls, variant });
    const program = await scenario.arrange(scene);
    const seen = await scene.run(program, { fails: true });
    for (const words of says) expect(seen).toMatch(words);
    for (const [name, secretFields] of Object.entries(kept)) {
      const resource = await scene.kept(name);
      if (resource === undefined) expect.fail(`the state does not keep ${name}`);
      expect(resource.outputs?.["unfinished"]).toBeTruthy();
      expectThinAndEncrypted(resource, secretFields);
    }
    await scenario.after?.(scene);
    tally(await scene.expectNoLeak());
  });
}
