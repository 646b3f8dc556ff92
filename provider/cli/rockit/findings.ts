import { summaryOf } from "../../resource/kind";
import type { ListedSubscription } from "../../rockit/client";
import { rockitSubscription } from "../../rockit/kind";
import {
  type Finding,
  labelOf,
  Ownership,
  sharedAmong,
  rockitSubscriptionType as type,
} from "../state/ownership";
import type { RockitServer } from "../state/servers";
import type { KnownStack } from "../state/stacks";
import { madeFor } from "./made-names";

/** What one organisation and the stacks do not agree on. @throws PreconditionError if it has nothing of what they own, as another one would */
export async function rockitFindings(
  { name: server, api, holdings, neighbours }: RockitServer,
  stacks: readonly KnownStack[],
): Promise<{ objects: number; findings: Finding[] }> {
  const listed = await api.all();
  const ownership = new Ownership(neighbours());
  const lasting = new Ownership(holdings).lasting(type);
  const there = new Map(
    await Promise.all([...lasting.keys()].map(async (name) => [name, await api.find(name)] as const)),
  );
  const found = (name: string) => ({ id: `rockit:${name}`, server });
  const unowned = listed
    .filter(({ name }) => !ownership.has(type, name))
    .map(
      (entry): Finding => ({
        kind: "unowned",
        ...found(entry.name),
        what: described(entry),
        resources: ownership.readers(type, entry.name).map(labelOf),
        madeFor: madeFor(entry.name, stacks),
        retirement: {
          will: "is deleted, and its signing secret with it",
          act: () => api.unsubscribe(entry.name),
        },
      }),
    );
  const missing = [...lasting]
    .filter(([name]) => there.get(name) === undefined)
    .map(
      ([name, owners]): Finding => ({
        kind: "missing",
        ...found(name),
        what: "the server has none of this name",
        resources: owners.map(labelOf),
      }),
    );
  return { objects: listed.length, findings: [...unowned, ...missing, ...sharedAmong(lasting, found)] };
}

/** What its row calls it by; of one whose receiver the server does not tell, at least of which type it is. */
function described(entry: ListedSubscription): string {
  const { url, channelId, type } = entry;
  const isTold = channelId !== undefined || (url !== undefined && URL.canParse(url));
  const target = isTold || type === undefined ? [] : [`to ${type}`];
  const words = [...summaryOf(rockitSubscription, entry).filter(Boolean), ...target];
  return words.join(" ") || "the server tells nothing of it";
}
