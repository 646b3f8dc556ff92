// A field that exists only in a row appears in the output of `import`, `migrate` and `unmanaged`.
import { describe, expect, it } from "vitest";
import { importFile } from "../../../provider/cli/adopt/import-file.ts";
import type { Imported } from "../../../provider/cli/adopt/model.ts";
import { programOf } from "../../../provider/cli/adopt/program.ts";
import { differences, legacyProperties } from "../../../provider/cli/migrate/legacy-inputs.ts";
import { durstSubscriberLifecycleOf } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycleOf } from "../../../provider/durst/subscription-lifecycle.ts";
import { rockitSubscriptionLifecycleOf } from "../../../provider/rockit/subscription-lifecycle.ts";
import { kindWith } from "../../helpers/importable-kinds.ts";
import { madeUpKinds } from "./made-up.ts";

const samples = [
  [
    madeUpKinds.subscription,
    rockitSubscriptionLifecycleOf,
    "builds",
    { name: "builds", sender: "mkraw", events: ["end"], type: "webhook", url: "https://a.example" },
  ],
  [
    madeUpKinds.durstSubscriber,
    durstSubscriberLifecycleOf,
    "17",
    { hostUri: "https://a.example/", externalAuthType: "NONE" },
  ],
  [
    madeUpKinds.durstSubscription,
    durstSubscriptionLifecycleOf,
    "17/4",
    { subscriberId: 17, topic: "STATUS/*", status: "ACTIVE" },
  ],
] as const;

describe.each(samples)("a made-up field of a $noun", (row, lifecycleOf, id, declared) => {
  const kind = kindWith(row, lifecycleOf);
  const properties = { ...declared, priority: "high", pin: "canary" };
  const object: Imported = {
    kind,
    name: "one",
    id,
    inputs: properties,
    outputs: properties,
    secret: "given",
  };

  it("is declared in the imported program, a secret field by a configuration value", () => {
    const { text, configuration } = programOf([object]);
    expect(text).toContain('priority: "high"');
    expect(text).toMatch(/pin: config\.requireSecret\("\w*Pin"\)/);
    expect(text).not.toContain("canary");
    expect(configuration).toHaveLength(1);
  });

  it("is left out of the program if it has its default", () => {
    const inputs = { ...declared, priority: "low" };
    expect(programOf([{ ...object, inputs }]).text).not.toContain("priority");
  });

  it("is in the import file, a secret field marked as secret", () => {
    const { resources } = JSON.parse(importFile([object]));
    expect(resources[0].inputs).toMatchObject({ priority: "high", pin: { plaintext: '"canary"' } });
  });

  it("is read from another tool's state, except a secret, and compared", () => {
    const old = { address: "urn", name: "one", id, layers: [properties], answers: [] };
    const legacy = legacyProperties({ old, kind, id });
    expect(legacy).toMatchObject({ inputs: { priority: "high" } });
    expect(JSON.stringify(legacy)).not.toContain("canary");
    const found = { ...object, inputs: declared, outputs: { ...declared, priority: "low" } };
    expect(differences({ old, kind, id }, found).map(({ field }) => field)).toEqual(["priority"]);
  });
});
