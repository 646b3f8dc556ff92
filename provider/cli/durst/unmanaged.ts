import { leftovers } from "../../durst/creation";
import { formatSubscriptionId } from "../../durst/ids";
import type { DurstSubscriptionInputs } from "../../durst/kind";
import { durstSubscription } from "../../durst/kind";
import type { DurstRun } from "../../durst/run";
import { counted } from "../print/counted";
import type { StateResource } from "../state/export";
import type { KindCommands, ServerObject } from "../vendor/vendor";

type Properties = ServerObject["properties"];

const isActive = ({ status }: Properties) => status === "ACTIVE";
const hasCredentials = ({ externalAuthType }: Properties) => externalAuthType !== "NONE";

/** Durst deletes no subscriber: a removed one stays, without credentials and without active subscriptions. */
export const unmanagedSubscriber: KindCommands<DurstRun> = {
  describeUnmanaged({ properties, summary, parts }) {
    const description = ["subscriber", ...summary].join(", ");
    const active = parts.filter(isActive).length;
    if (!hasCredentials(properties) && active === 0) {
      return { description, effect: "already without credentials and ACTIVE subscriptions", inactive: true };
    }
    const changes = [
      ...(hasCredentials(properties) ? ["lose its credentials"] : []),
      ...(active === 0 ? [] : [`have ${counted(active, "subscription")} set INACTIVE`]),
    ];
    return { description, effect: `will ${changes.join(" and ")}; Durst keeps the subscriber itself` };
  },
};

/** Durst deletes no subscription: a removed one is INACTIVE. */
export const unmanagedSubscription: KindCommands<DurstRun> = {
  describeUnmanaged({ properties, summary, owner }) {
    const receiver = owner?.summary.join(", ") ?? "";
    if (isActive(properties)) {
      return { description: [...summary, receiver].join(", "), effect: "will be set INACTIVE" };
    }
    const inactive = `INACTIVE, ${receiver.replace(/^calls /, "called ")}`;
    return { description: [...summary, inactive].join(", "), effect: "already INACTIVE", inactive: true };
  },

  describeMissing(found, owners) {
    if (found === undefined) return "not on the server";
    const declared = owners.some(({ resource }) => (resource.inputs?.["status"] ?? "ACTIVE") === "ACTIVE");
    return isActive(found) || !declared ? undefined : "INACTIVE on the server, ACTIVE in the stack";
  },

  /** Subscriptions that the next `up` of their stack sets INACTIVE. */
  async unfinishedIds(run, resources) {
    const ids = await Promise.all(resources.map((resource) => createdBy(run, resource)));
    return ids.flat();
  },
};

async function createdBy(run: DurstRun, { outputs }: StateResource): Promise<string[]> {
  const unfinished = outputs?.["unfinished"];
  if (typeof unfinished !== "object" || unfinished === null) return [];
  const inputs = outputs as unknown as DurstSubscriptionInputs;
  const { besides } = unfinished as { besides: readonly number[] };
  const left = await leftovers(durstSubscription, run, inputs, besides);
  return left.map(({ id }) => formatSubscriptionId(inputs.subscriberId, id));
}
