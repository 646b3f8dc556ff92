// A changed secret counts as "rotated" only if nothing in the program or on the server explains the change.
import { expect, it } from "vitest";
import "../helpers/client.ts";
import { Figures } from "./model/figures.ts";
import { ModelRun } from "./model/model-run.ts";
import type { Choice } from "./model/program.ts";
import type { Scenario } from "./model/scenario.ts";
import { receiver, useReceiver } from "./model/setup.ts";

const behaviour: Scenario["behaviour"] = { rockit: {}, durst: {}, errorBodies: "json" };
const choice: Choice = {
  ...{ spelling: 0, name: 1, type: "webhook", sender: 0, events: 1, target: 0, replaces: false, rotation: 0 },
  ...{ host: 0, auth: 0, credential: 0, topic: 0, path: 0, status: 0 },
};

useReceiver();

it.each<[string, (run: ModelRun) => void | Promise<void>, string[]]>([
  ["removed without a record", ({ rockit }) => rockit.remove("r0-1"), ["rotated"]],
  ["removed by another user", ({ otherUsers }) => otherUsers.remove(0), []],
  ["edited by another user", ({ otherUsers }) => otherUsers.edit(0, 0), []],
  ["declared with another target", ({ program }) => program.set("r0", { ...choice, target: 1 }), []],
  [
    "declared with another rotationTrigger",
    ({ program }) => program.set("r0", { ...choice, rotation: 1 }),
    [],
  ],
  ["unchanged", () => {}, []],
  ["declared in another spelling", (run) => run.perform({ does: "respell", urn: "r0", spelling: 2 }), []],
])(
  "reports a rotation only if no change explains it: a subscription that is %s",
  async (_, change, violations) => {
    await using run = await ModelRun.start({ behaviour, steps: [] }, receiver.nextUrl(), new Figures());
    run.program.set("r0", choice);
    expect(await run.up(false)).toEqual([]);
    const secret = run.rockit.secretOf("r0-1");
    await change(run);
    expect(await run.up(true)).toEqual([]);
    expect(run.violations.map(({ kind }) => kind)).toEqual(violations);
    // Twice: a reason excuses one rotation.
    if (violations.length === 0 && run.rockit.secretOf("r0-1") !== secret) {
      run.rockit.remove("r0-1");
      expect(await run.up(true)).toEqual([]);
      expect(run.violations).toMatchObject([{ kind: "rotated" }]);
    }
  },
);
