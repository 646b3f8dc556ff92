import { afterAll, expect, test } from "vitest";
import type { Program } from "../../helpers/project.ts";
import { expectThinAndEncrypted } from "../../helpers/secrecy.ts";
import { LeakScene, type LeakSceneOptions } from "./leak-scene.ts";

export interface LeakScenario extends LeakSceneOptions {
  readonly name: string;
  /** Output that proves that the failure happened. */
  readonly expectedOutput: readonly RegExp[];
  /** Prepares the failure. Returns the program to run. */
  arrange(scene: LeakScene): Program | Promise<Program>;
  /** Resources that the state must keep as unfinished, with their secret fields encrypted. */
  readonly keptResources?: Readonly<Record<string, readonly string[]>>;
  /** Further assertions afterwards. */
  after?(scene: LeakScene): void | Promise<void>;
}

const totals = { scenarios: 0, places: 0, canaries: 0, searches: 0, "in dumps of the engine itself": 0 };

export function countSearches({
  places,
  canaries,
  inDumps,
}: {
  places: number;
  canaries: number;
  inDumps: number;
}) {
  totals.scenarios += 1;
  totals.places += places;
  totals.canaries += canaries;
  totals.searches += places * canaries;
  totals["in dumps of the engine itself"] += inDumps;
}

/** Hits are 0 because a hit fails its test. */
export const printSearches = () => console.table([{ ...totals, hits: 0 }]);

/** Declares a test for each scenario: `up` fails with the expected output, and no secret is anywhere. */
export function testScenarios(scenarios: readonly LeakScenario[]): void {
  afterAll(printSearches);
  test.each(scenarios)("$name", async ({ expectedOutput, tls, variant, keptResources = {}, ...scenario }) => {
    await using scene = await LeakScene.start({ tls, variant });
    const program = await scenario.arrange(scene);
    const output = await scene.run(program, { fails: true });
    for (const pattern of expectedOutput) expect(output).toMatch(pattern);
    for (const [name, secretFields] of Object.entries(keptResources)) {
      const resource = await scene.findResource(name);
      if (resource === undefined) expect.fail(`the state does not keep ${name}`);
      expect(resource.outputs?.["unfinished"]).toBeTruthy();
      expectThinAndEncrypted(resource, secretFields);
    }
    await scenario.after?.(scene);
    countSearches(await scene.expectNoLeak());
  });
}
