import { leftovers } from "../../durst/creation";
import { formatSubscriptionId } from "../../durst/ids";
import type { DurstSubscriptionInputs } from "../../durst/kind";
import { durstSubscription } from "../../durst/kind";
import type { DurstRun } from "../../durst/run";
import type { StateResource } from "../state/export";
import type { KindCommands, ServerObject } from "../vendor/vendor";

type Properties = ServerObject["properties"];

const isActive = ({ status }: Properties) => status === "ACTIVE";
const hasCredentials = ({ externalAuthType }: Properties) => externalAuthType !== "NONE";

/** Durst deletes no subscriber: one without credentials and without active subscriptions is all that is left of a deleted one. */
export const subscriberOrphans: KindCommands<DurstRun> = {
  orphan({ properties, summary, parts }) {
    const what = ["subscriber", ...summary].join(", ");
    const active = parts.filter(isActive).length;
    if (!hasCredentials(properties) && active === 0) {
      return { what, will: "has no credentials and nothing ACTIVE already", inactive: true };
    }
    const done = [
      ...(hasCredentials(properties) ? ["its credentials are removed"] : []),
      ...(active === 0 ? [] : [`${active} of its subscriptions set INACTIVE`]),
    ];
    return { what, will: `${done.join(", ")}; Durst keeps the subscriber itself` };
  },
};

/** Durst deletes no subscription: INACTIVE is unsubscribed. */
export const subscriptionOrphans: KindCommands<DurstRun> = {
  orphan({ properties, summary, owner }) {
    const receiver = owner?.summary.join(", ") ?? "";
    if (isActive(properties)) {
      return { what: [...summary, receiver].join(", "), will: "is set INACTIVE" };
    }
    const was = `INACTIVE, ${receiver.replace(/^calls /, "called ")}`;
    return { what: [...summary, was].join(", "), will: "is INACTIVE already", inactive: true };
  },

  missing(found, owners) {
    if (found === undefined) return "the server has no such subscription";
    const declared = owners.some(({ resource }) => (resource.inputs?.["status"] ?? "ACTIVE") === "ACTIVE");
    return isActive(found) || !declared ? undefined : "is INACTIVE at the server, ACTIVE in the stack";
  },

  /** The next `up` of their stack sets INACTIVE what they may have made. */
  async unfinished(run, resources) {
    const ids = await Promise.all(resources.map((resource) => madeBy(run, resource)));
    return ids.flat();
  },
};

async function madeBy(run: DurstRun, { outputs }: StateResource): Promise<string[]> {
  const unfinished = outputs?.["unfinished"];
  if (typeof unfinished !== "object" || unfinished === null) return [];
  const inputs = outputs as unknown as DurstSubscriptionInputs;
  const { besides } = unfinished as { besides: readonly number[] };
  const left = await leftovers(durstSubscription, run, inputs, besides);
  return left.map(({ id }) => formatSubscriptionId(inputs.subscriberId, id));
}
