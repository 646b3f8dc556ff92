// Automatic names of objects declared without a name, and their effect on a replacement.
import { describe, expect, it } from "vitest";
import { durstSubscriber } from "../../../provider/durst/kind.ts";
import { withAutoName } from "../../../provider/resource/auto-name.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";

const webhook = { sender: "mkraw", event: "end", type: "webhook", url: "https://hooks.example" } as const;
const naming = { resourceName: "builds", digits: () => "0123456789" };
const proposedNaming = { ...naming, autonaming: { proposed: "dev-builds-77" } };

describe("an automatic name", () => {
  it.each([
    ["joins the resource's name and digits", naming, {}, { name: "builds-0123456", namePrefix: "builds" }],
    ["is kept", naming, { name: "old" }, { name: "old", namePrefix: "builds" }],
    [
      "is the one that the engine proposes",
      proposedNaming,
      {},
      { name: "dev-builds-77", nameProposed: true },
    ],
    [
      "is kept despite a later proposal",
      proposedNaming,
      { name: "old" },
      { name: "old", nameProposed: true },
    ],
    ["is absent if autonaming is disabled", { ...naming, autonaming: "none" }, { name: "old" }, {}],
  ] as const)("%s", (_, wanted, olds, added) => {
    expect(withAutoName(rockitSubscription, olds, webhook, wanted)).toEqual({ ...webhook, ...added });
  });

  it("is only added without a declared name, and only for a kind that has names", () => {
    const named = { ...webhook, name: "mine" };
    expect(withAutoName(rockitSubscription, {}, named, naming)).toBe(named);
    const subscriber = { hostUri: "https://press.example" };
    expect(withAutoName(durstSubscriber, {}, subscriber, naming)).toBe(subscriber);
  });
});

describe("a replacement", () => {
  const { diff } = rockitSubscriptionLifecycle;
  const next = { url: "https://elsewhere.example" };

  it.each([
    ["an automatic name", { name: "builds-1", namePrefix: "builds" }, false],
    [
      "a name that the engine proposed, since the engine knows whether to propose it again",
      { name: "b", nameProposed: true },
      false,
    ],
    ["the program's own name", { name: "b" }, true],
  ])("under %s deletes the old object first: %s", (_, name, deletesFirst) => {
    const inputs = { ...webhook, ...name };
    const plan = diff(name.name, { ...inputs, secret: "c2VjcmV0" }, { ...inputs, ...next });
    expect(plan).toMatchObject({ replaces: ["url"], deleteBeforeReplace: deletesFirst });
  });

  it("is not planned if a program leaves out the name that its object has", () => {
    const outputs = { ...webhook, name: "builds" };
    const inputs = { ...outputs, namePrefix: "builds" };
    expect(diff("builds", outputs, inputs)).toMatchObject({ changes: [] });
  });
});
