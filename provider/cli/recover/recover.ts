import { leftovers } from "../../durst/creation";
import { type DurstSubscriptionInputs, durstSubscription } from "../../durst/kind";
import { type RockitSubscriptionInputs, rockitSubscription } from "../../rockit/kind";
import { matches } from "../../rockit/meaning";
import { durstSubscriberKind, durstSubscriptionKind, rockitSubscriptionKind } from "../kinds";
import { asked } from "../print/with-progress";
import type { Connections } from "../state/connections";
import type { StackState, StateResource } from "../state/export";

/** Something that a killed run may have made. */
export interface Leftover {
  readonly urn: string;
  /** What a person calls it. */
  readonly what: string;
  /** What is known of it, and what becomes of it. */
  readonly finding: string;
  /** Takes it off the server; absent if there is nothing to take off. */
  readonly retire?: (() => Promise<void>) | undefined;
}

type Look = (
  resource: StateResource,
  state: StackState,
  servers: Connections,
) => Promise<Omit<Leftover, "urn">>;

const looks: Readonly<Record<string, Look>> = {
  [rockitSubscriptionKind.type]: lookForRockitSubscription,
  [durstSubscriberKind.type]: lookForDurstSubscriber,
  [durstSubscriptionKind.type]: lookForDurstSubscription,
};

/**
 * What the run that was killed may have made: the state says what it was creating, the server says what is there. What the stack's
 * resources own is no leftover.
 *
 * @throws CliError if a server can't be asked
 */
export async function leftoversOf(state: StackState, servers: Connections): Promise<Leftover[]> {
  const creating = state.pending.filter(({ type }) => type === "creating");
  const found: Leftover[] = [];
  for (const { resource } of creating) {
    const look = looks[resource.type];
    if (look !== undefined) found.push({ urn: resource.urn, ...(await look(resource, state, servers)) });
  }
  // Of two that are the same, each look sees what both have left.
  return [...new Map(found.map((leftover) => [`${leftover.what} ${leftover.finding}`, leftover])).values()];
}

async function lookForRockitSubscription(resource: StateResource, state: StackState, servers: Connections) {
  const inputs = resource.inputs as unknown as RockitSubscriptionInputs;
  const what = `ROCKIT subscription "${inputs.name}"`;
  if (owns(state, resource.type, inputs.name)) return { what, finding: "owned by the stack: stays" };
  const api = await asked(`looking for ${what}`, async () => servers.rockit(resource));
  const entry = await asked(`looking for ${what}`, () => api.look(inputs.name));
  if (entry === undefined) return { what, finding: "was not made" };
  if (!matches(rockitSubscription, entry, inputs))
    return { what, finding: "one of this name is there, but differs from what was declared: stays" };
  return {
    what,
    finding: "was made, and its signing secret is lost: to be deleted",
    retire: () => asked(`deleting ${what}`, () => api.unsubscribe(inputs.name)),
  };
}

async function lookForDurstSubscription(resource: StateResource, state: StackState, servers: Connections) {
  const inputs = resource.inputs as unknown as DurstSubscriptionInputs;
  const { subscriberId, topic } = inputs;
  const what = `Durst subscription of ${topic} for subscriber ${subscriberId}`;
  const api = await asked(`looking for ${what}`, async () => servers.durst(resource));
  const owned = live(state, resource.type).flatMap(({ id = "" }) => {
    const [subscriber, number] = id.split("/");
    return subscriber === String(subscriberId) ? [Number(number)] : [];
  });
  const left = await asked(`looking for ${what}`, () => leftovers(durstSubscription, api, inputs, owned));
  if (left.length === 0) return { what, finding: "was not made" };
  const numbers = left.map(({ id }) => `${subscriberId}/${id}`).join(", ");
  return {
    what,
    finding: `was made (${numbers}), and no resource owns it: to be set INACTIVE`,
    retire: () =>
      asked(`setting INACTIVE ${what}`, async () => {
        for (const { id } of left) await api.unsubscribe(subscriberId, id, inputs);
      }),
  };
}

async function lookForDurstSubscriber({ inputs }: StateResource) {
  return {
    what: `Durst subscriber ${inputs?.["hostUri"]}`,
    finding:
      "may have been made; Durst has no list of subscribers to look it up in. One that was left behind has no subscriptions and is sent nothing",
  };
}

/** What is in the state and will stay. */
const live = (state: StackState, type: string) =>
  state.resources.filter(
    (resource) => resource.type === type && !resource.delete && !resource.pendingReplacement,
  );

const owns = (state: StackState, type: string, id: string) =>
  live(state, type).some((resource) => resource.id === id);
