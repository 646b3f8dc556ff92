import type { RockitRun } from "../../rockit/run";
import { rockitSubscriptionLifecycle } from "../../rockit/subscription-lifecycle";
import { type Found, type FoundObject, type LeftOut, propertiesOf, type Wanted } from "../adopt/model";
import { untoldByRockit } from "../adopt/write-only-secrets";
import { rockitSubscriptionKind as kind } from "../kinds";

/** The subscriptions of an organisation, by their names. */
export async function readRockit(api: RockitRun, { isWanted, isManaged }: Wanted): Promise<Found> {
  const entries = (await api.all()).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const objects: FoundObject[] = [];
  const leftOut: LeftOut[] = [];
  const wanted = entries.filter(({ name }) => isWanted(name));
  const free = wanted.filter(({ name }) => !isManaged(kind.type, name));
  for (const { name, type } of free) {
    const read = await propertiesOf(rockitSubscriptionLifecycle, kind, api, name);
    if ("why" in read) leftOut.push({ id: name, why: read.why });
    else objects.push({ kind, id: name, name, ...read, untold: untoldByRockit(name, type) });
  }
  return {
    objects,
    leftOut,
    managed: wanted.length - free.length,
    inactive: 0,
    untold: entries.map(({ name, type }) => untoldByRockit(name, type)),
  };
}
