import { durstSubscriberLifecycleOf } from "../../durst/subscriber-lifecycle";
import { durstSubscriptionLifecycleOf } from "../../durst/subscription-lifecycle";
import type { Fields } from "../../resource/field";
import type { ResourceKind } from "../../resource/kind";
import { type Properties, valueAt } from "../../resource/properties";
import type { AnyLifecycle } from "../../resource/vendor";
import { rockitSubscriptionLifecycleOf } from "../../rockit/subscription-lifecycle";
import type { FoundObject } from "../adopt/model";
import { durstSubscriberKind, durstSubscriptionKind, type Kind, rockitSubscriptionKind } from "../kinds";
import { fieldOf, isObject } from "./old-state";
import type { Recognised } from "./recognition";

const made: Readonly<Record<string, (row: ResourceKind) => Pick<AnyLifecycle, "check" | "diff">>> = {
  [rockitSubscriptionKind.type]: rockitSubscriptionLifecycleOf,
  [durstSubscriberKind.type]: durstSubscriberLifecycleOf,
  [durstSubscriptionKind.type]: durstSubscriptionLifecycleOf,
};

const lifecycleOf = ({ type, row }: Kind) => made[type]?.(row) as Pick<AnyLifecycle, "check" | "diff">;

/** What the old state says was declared, in our words and without secrets; what it does not tell is not there. */
function saidOf({ old: { says }, kind, id }: Recognised): Properties {
  const told = Object.entries(kind.row.fields).filter(([, { readBack }]) => readBack === "value");
  const said = Object.fromEntries(
    told.flatMap(([name]) => {
      const value = fieldOf(says, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  for (const [name, { fields, onlyWith }] of told) {
    if (fields === undefined) continue;
    const isUsed = onlyWith === undefined || said[onlyWith.field] === onlyWith.value;
    const { [name]: value } = said;
    if (isUsed && isObject(value)) said[name] = withoutSecrets(fields, value);
    else delete said[name];
  }
  if (kind.type === durstSubscriptionKind.type) return { subscriberId: Number(id.split("/")[0]), ...said };
  if (kind.type !== rockitSubscriptionKind.type) return said;
  // One that was declared with `event` may be listed with `events`.
  const { event: _, events: __, ...others } = said;
  const speaking = says.find((layer) => (layer["event"] ?? layer["events"]) != null);
  const spoken = speaking?.["event"] != null ? "event" : "events";
  return { ...others, name: id, ...(speaking !== undefined && { [spoken]: speaking[spoken] }) };
}

const withoutSecrets = (fields: Fields, properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => fields[name]?.secret !== true));

/** Names of the fields of which the old state says something else than the server; a lifecycle knows what means the same. */
export function differences(one: Recognised, { kind, id, inputs, outputs }: FoundObject): string[] {
  const said = saidOf(one);
  const { event: _, events: __, ...others } = inputs;
  const declared = "event" in said || "events" in said ? { ...others, ...said } : { ...inputs, ...said };
  const lifecycle = lifecycleOf(kind);
  return [...lifecycle.diff(id, outputs as never, lifecycle.check({}, declared).inputs as never).changes];
}

/** What a state would hold of an object that is as its old state says, all but its secret; or why that can't be told. */
export function propertiesSaid(
  one: Recognised,
): { readonly inputs: Properties; readonly outputs: Properties } | { readonly why: string } {
  const said = saidOf(one);
  const { inputs, failures } = lifecycleOf(one.kind).check({}, said);
  const wrong = failures.filter(({ field }) => !one.kind.secrets.includes(field));
  if (wrong.length === 0) return { inputs, outputs: inputs };
  const reasons = wrong.map(({ field, reason }) =>
    valueAt(said, field) === undefined
      ? `the old state does not tell its ${field}`
      : `its ${field} ${reason}`,
  );
  return { why: [...new Set(reasons)].join("; ") };
}
