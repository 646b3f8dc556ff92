import { describe, expect, it } from "vitest";
import { holdsSecrets, importFile } from "../../../provider/cli/adopt/import-file.ts";
import type { FoundObject } from "../../../provider/cli/adopt/model.ts";
import { DurstSubscriber } from "../../../provider/durst/subscriber.ts";
import { DurstSubscription } from "../../../provider/durst/subscription.ts";
import * as lifecycles from "../../../provider/lifecycle.ts";
import { lifecycleNameOf } from "../../../provider/resource/kind.ts";
import { referenceTo } from "../../../provider/resource/reference.ts";
import { RockitSubscription } from "../../../provider/rockit/subscription.ts";
import {
  durstSubscriberKind,
  durstSubscriptionKind,
  rockitSubscriptionKind,
} from "../../helpers/importable-kinds.ts";
import { markedSecret } from "./states.ts";

const foundObject = (changes: Partial<FoundObject>): FoundObject => ({
  ...{ kind: rockitSubscriptionKind, name: "r", id: "r", inputs: {}, outputs: {} },
  ...changes,
});

/** The entry of the import file for an object with these changes. */
const importEntry = (changes: Partial<FoundObject>) =>
  JSON.parse(importFile([foundObject(changes)])).resources[0];

describe("the import file", () => {
  it("has each object with its reference, and marks exactly the secrets at every depth", () => {
    const xAuthInfo = { user: 'u"', password: 'p"w' };
    const inputs = { hostUri: "a:1", xAuthInfo };
    expect(
      importEntry({
        kind: durstSubscriberKind,
        name: "n",
        id: "17",
        inputs,
        outputs: { ...inputs, more: 1 },
      }),
    ).toEqual({
      type: "pulumi-nodejs:dynamic/durst:Subscriber",
      name: "n",
      id: "17",
      inputs: {
        hostUri: "a:1",
        xAuthInfo: { user: 'u"', password: markedSecret('p"w') },
        __provider: referenceTo("durstSubscriber"),
      },
      outputs: {
        hostUri: "a:1",
        more: 1,
        xAuthInfo: { user: 'u"', password: markedSecret('p"w') },
        __provider: referenceTo("durstSubscriber"),
      },
    });
  });

  it.each([[{}], [{ xAuthInfo: { user: "u" } }], [{ jwtSigningInfo: { httpHeaderName: "x" } }]])(
    "marks nothing as secret without a secret: %j",
    (properties) => {
      const { outputs } = importEntry({ kind: durstSubscriberKind, outputs: properties });
      expect(outputs).toEqual({ ...properties, __provider: referenceTo("durstSubscriber") });
    },
  );

  it("holds secrets if any object has a secret", () => {
    expect(holdsSecrets([foundObject({ outputs: { name: "n" } })])).toBe(false);
    expect(holdsSecrets([foundObject({}), foundObject({ outputs: { slackToken: "t" } })])).toBe(true);
    const signing = foundObject({ kind: durstSubscriberKind, outputs: { jwtSigningInfo: { key: "k" } } });
    expect(holdsSecrets([signing])).toBe(true);
  });
});

it.each([
  [rockitSubscriptionKind, RockitSubscription],
  [durstSubscriberKind, DurstSubscriber],
  [durstSubscriptionKind, DurstSubscription],
])("$type is the type of its class, and the provider serves the kind", (kind, resource) => {
  expect(kind.type).toBe(resource.__pulumiType);
  expect(Object.keys(lifecycles)).toContain(lifecycleNameOf(kind.row));
});
