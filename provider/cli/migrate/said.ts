import { durstSubscriberLifecycle } from "../../durst/subscriber-lifecycle";
import { durstSubscriptionLifecycle } from "../../durst/subscription-lifecycle";
import type { Lifecycle } from "../../resource/lifecycle";
import type { Properties } from "../../resource/properties";
import { valueAt } from "../../resource/properties";
import { rockitSubscriptionLifecycle } from "../../rockit/subscription-lifecycle";
import type { FoundObject } from "../adopt/model";
import { durstSubscriberKind, durstSubscriptionKind, type Kind, rockitSubscriptionKind } from "../kinds";
import { fieldOf, isObject } from "./old-state";
import type { Recognised } from "./recognition";

const lifecycles = new Map<Kind, Pick<Lifecycle<never, never, never>, "check" | "diff">>([
  [rockitSubscriptionKind, rockitSubscriptionLifecycle],
  [durstSubscriberKind, durstSubscriberLifecycle],
  [durstSubscriptionKind, durstSubscriptionLifecycle],
]);

const lifecycleOf = (kind: Kind) =>
  lifecycles.get(kind) as Pick<Lifecycle<never, never, never>, "check" | "diff">;

/** What the old state says was declared, in our words and without secrets; what it does not tell is not there. */
function saidOf({ old: { says }, kind, id }: Recognised): Properties {
  const taken = (...fields: readonly string[]): Properties =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const value = fieldOf(says, field);
        return value === undefined ? [] : [[field, value]];
      }),
    );
  if (kind === rockitSubscriptionKind) {
    // One that was declared with `event` may be listed with `events`.
    const speaking = says.find((layer) => (layer["event"] ?? layer["events"]) != null);
    const events = speaking === undefined ? {} : speaking["event"] != null ? "event" : "events";
    return {
      name: id,
      ...taken("sender", "type", "url", "channelId"),
      ...(typeof events === "string" && { [events]: speaking?.[events] }),
    };
  }
  if (kind === durstSubscriptionKind) {
    return { subscriberId: Number(id.split("/")[0]), ...taken("topic", "path", "status") };
  }
  const { xAuthInfo, jwtSigningInfo, ...told } = taken(
    "hostUri",
    "externalAuthType",
    "xAuthInfo",
    "jwtSigningInfo",
  );
  const authentication = told["externalAuthType"];
  return {
    ...told,
    ...(authentication === "XAUTH" && isObject(xAuthInfo) && { xAuthInfo: without(xAuthInfo, "password") }),
    ...(authentication === "JWT_SIGNING" &&
      isObject(jwtSigningInfo) && { jwtSigningInfo: without(jwtSigningInfo, "key") }),
  };
}

const without = (properties: Properties, field: string): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([one]) => one !== field));

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
