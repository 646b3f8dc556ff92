import { describe, expect, it } from "vitest";
import { holdsSecrets, importFile } from "../../../provider/cli/adopt/import-file.ts";
import type { FoundObject } from "../../../provider/cli/adopt/model.ts";
import { DurstSubscriber } from "../../../provider/durst/subscriber.ts";
import { DurstSubscription } from "../../../provider/durst/subscription.ts";
import * as served from "../../../provider/lifecycle.ts";
import { lifecycleNameOf } from "../../../provider/resource/kind.ts";
import { referenceTo } from "../../../provider/resource/reference.ts";
import { RockitSubscription } from "../../../provider/rockit/subscription.ts";
import {
  durstSubscriberKind,
  durstSubscriptionKind,
  rockitSubscriptionKind,
} from "../../helpers/importable-kinds.ts";

const secret = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

const object = (also: Partial<FoundObject>): FoundObject => ({
  ...{ kind: rockitSubscriptionKind, name: "r", id: "r", inputs: {}, outputs: {} },
  ...also,
});

const written = (also: Partial<FoundObject>) => JSON.parse(importFile([object(also)])).resources[0];

describe("the import file", () => {
  it("has each object with its reference, and marks exactly the secrets at every depth", () => {
    const xAuthInfo = { user: 'u"', password: 'p"w' };
    const inputs = { hostUri: "a:1", xAuthInfo };
    expect(
      written({ kind: durstSubscriberKind, name: "n", id: "17", inputs, outputs: { ...inputs, more: 1 } }),
    ).toEqual({
      type: "pulumi-nodejs:dynamic/durst:Subscriber",
      name: "n",
      id: "17",
      inputs: {
        hostUri: "a:1",
        xAuthInfo: { user: 'u"', password: secret('p"w') },
        __provider: referenceTo("durstSubscriber"),
      },
      outputs: {
        hostUri: "a:1",
        more: 1,
        xAuthInfo: { user: 'u"', password: secret('p"w') },
        __provider: referenceTo("durstSubscriber"),
      },
    });
  });

  it.each([[{}], [{ xAuthInfo: { user: "u" } }], [{ jwtSigningInfo: { httpHeaderName: "x" } }]])(
    "marks nothing as secret without a secret: %j",
    (properties) => {
      const { outputs } = written({ kind: durstSubscriberKind, outputs: properties });
      expect(outputs).toEqual({ ...properties, __provider: referenceTo("durstSubscriber") });
    },
  );

  it("holds secrets if any object has a secret", () => {
    expect(holdsSecrets([object({ outputs: { name: "n" } })])).toBe(false);
    expect(holdsSecrets([object({}), object({ outputs: { slackToken: "t" } })])).toBe(true);
    const signing = object({ kind: durstSubscriberKind, outputs: { jwtSigningInfo: { key: "k" } } });
    expect(holdsSecrets([signing])).toBe(true);
  });
});

it.each([
  [rockitSubscriptionKind, RockitSubscription],
  [durstSubscriberKind, DurstSubscriber],
  [durstSubscriptionKind, DurstSubscription],
])("$type is the type of its class, and the provider serves the kind", (kind, resource) => {
  expect(kind.type).toBe(resource.__pulumiType);
  expect(Object.keys(served)).toContain(lifecycleNameOf(kind.row));
});
