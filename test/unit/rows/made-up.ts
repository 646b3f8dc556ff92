// Two made-up fields in copies of the rows, which everything derived from a row must support.

import { durstSubscriber, durstSubscription } from "../../../provider/durst/kind.ts";
import { DurstRun } from "../../../provider/durst/run.ts";
import { durstSubscriberLifecycleOf } from "../../../provider/durst/subscriber-lifecycle.ts";
import { durstSubscriptionLifecycleOf } from "../../../provider/durst/subscription-lifecycle.ts";
import { durst } from "../../../provider/durst/vendor.ts";
import type { Field } from "../../../provider/resource/field.ts";
import type { ResourceKind } from "../../../provider/resource/kind.ts";
import { nonEmptyString, oneOf } from "../../../provider/resource/schema.ts";
import type { AnyVendor } from "../../../provider/resource/vendor.ts";
import { rockitSubscription } from "../../../provider/rockit/kind.ts";
import { RockitRun } from "../../../provider/rockit/run.ts";
import { rockitSubscriptionLifecycleOf } from "../../../provider/rockit/subscription-lifecycle.ts";
import { rockit } from "../../../provider/rockit/vendor.ts";

const priority = (onChange: Field["onChange"]): Field => ({
  description: "how soon a delivery is sent",
  type: "`low` \\| `high`",
  default: "low",
  schema: () => oneOf(["low", "high"]),
  onChange,
  readBack: "value",
  summary: (value) => `priority ${value}`,
});

const pin: Field = {
  description: "opens the receiver",
  type: "string",
  schema: nonEmptyString,
  onChange: "replaces",
  readBack: "never",
  secret: true,
};

const withMadeUpFields = (kind: ResourceKind, onChange: Field["onChange"]): ResourceKind => ({
  ...kind,
  fields: { ...kind.fields, priority: priority(onChange), pin },
});

/** The rows with both fields. */
export const madeUpKinds = {
  subscription: withMadeUpFields(rockitSubscription, "replaces"),
  durstSubscriber: withMadeUpFields(durstSubscriber, "in place"),
  durstSubscription: withMadeUpFields(durstSubscription, "in place"),
};

const durstKinds = { subscriber: madeUpKinds.durstSubscriber, subscription: madeUpKinds.durstSubscription };

/** The vendors with both fields. */
export const madeUpVendors: { readonly rockit: AnyVendor; readonly durst: AnyVendor } = {
  rockit: {
    ...rockit,
    connect: (settings) => new RockitRun(settings, madeUpKinds.subscription),
    lifecycles: [rockitSubscriptionLifecycleOf(madeUpKinds.subscription)],
  },
  durst: {
    ...durst,
    connect: (settings) => new DurstRun(settings, durstKinds),
    lifecycles: [
      durstSubscriberLifecycleOf(madeUpKinds.durstSubscriber),
      durstSubscriptionLifecycleOf(madeUpKinds.durstSubscription),
    ],
  },
};
