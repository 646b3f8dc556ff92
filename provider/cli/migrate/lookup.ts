import type { SettingsSource } from "../../config/settings";
import { numbersOf } from "../../durst/ids";
import { DurstRun } from "../../durst/run";
import { durstSettings } from "../../durst/settings";
import { RockitRun } from "../../rockit/run";
import { rockitSettings } from "../../rockit/settings";
import type { Found, FoundObject } from "../adopt/model";
import { readDurst } from "../durst/read";
import { durstSubscriberKind, durstSubscriptionKind, rockitSubscriptionKind } from "../kinds";
import { readRockit } from "../rockit/read";
import type { Recognised } from "./recognition";

/** What of it servers have, and what they have no more. */
export interface LookedUp {
  readonly found: Found;
  readonly gone: readonly Recognised[];
  /** Masked forms of credentials, in which servers answer. */
  readonly masked: ReadonlySet<string>;
}

export const keyOf = ({ kind, id }: Pick<FoundObject, "kind" | "id">) => `${kind.type} ${id}`;

/** Reads objects at their servers, and nothing else. @throws PreconditionError if not one of several is there */
export async function lookUp(ours: readonly Recognised[], settings: SettingsSource): Promise<LookedUp> {
  const rockit = ours.filter(({ kind }) => kind === rockitSubscriptionKind);
  const durst = ours.filter(({ kind }) => kind !== rockitSubscriptionKind);
  const [one, other] = await Promise.all([
    rockit.length === 0 ? nothing : atRockit(rockit, settings),
    durst.length === 0 ? nothing : atDurst(durst, settings),
  ]);
  return {
    found: together(one.found, other.found),
    gone: [...one.gone, ...other.gone],
    masked: new Set([...one.masked, ...other.masked]),
  };
}

const nothing: LookedUp = {
  found: { objects: [], leftOut: [], managed: 0, inactive: 0, untold: [] },
  gone: [],
  masked: new Set(),
};

const together = (one: Found, other: Found): Found => ({
  ...one,
  objects: [...one.objects, ...other.objects],
  leftOut: [...one.leftOut, ...other.leftOut],
  untold: [...one.untold, ...other.untold],
});

async function atRockit(ours: readonly Recognised[], settings: SettingsSource): Promise<LookedUp> {
  const api = new RockitRun(rockitSettings(settings));
  try {
    const names = new Set(ours.map(({ id }) => id));
    const found = await readRockit(api, { isWanted: (name) => names.has(name), isManaged: () => false });
    const seen = new Set([...found.objects, ...found.leftOut].map(({ id }) => id));
    return { found, gone: await missing(ours, ({ id }) => seen.has(id) || api.find(id)), masked: new Set() };
  } finally {
    await api.close();
  }
}

async function atDurst(ours: readonly Recognised[], settings: SettingsSource): Promise<LookedUp> {
  const api = new DurstRun(durstSettings(settings));
  try {
    const keys = new Set(ours.map(keyOf));
    const numbers = [...new Set(ours.map((one) => subscriberOf(one)))];
    const answers = await Promise.all(numbers.map((number) => api.findSubscriber(number)));
    const subscribers = answers.flatMap((answer) => answer?.id ?? []);
    const found = await readDurst(api, {
      subscribers,
      includeInactive: true,
      isWanted: () => true,
      isManaged: (type, id) => !keys.has(`${type} ${id}`),
    });
    const gone = await missing(ours, ({ kind, id }) => {
      if (kind === durstSubscriberKind) return api.findSubscriber(Number(id));
      const { subscriberId, subscriptionId } = numbersOf(id);
      return api.findSubscription(subscriberId, subscriptionId);
    });
    const masked = answers.flatMap((answer) =>
      [answer?.xAuthInfo?.password ?? [], answer?.jwtSigningInfo?.key ?? []].flat(),
    );
    return { found: { ...found, managed: 0 }, gone, masked: new Set(masked) };
  } finally {
    await api.close();
  }
}

const subscriberOf = ({ kind, id }: Recognised) =>
  kind === durstSubscriptionKind ? numbersOf(id).subscriberId : Number(id);

/** Asked together, so that one that is not there and one that is know of each other. */
async function missing(
  ours: readonly Recognised[],
  look: (one: Recognised) => unknown | Promise<unknown>,
): Promise<Recognised[]> {
  const there = await Promise.all(ours.map(look));
  return ours.filter((_, index) => there[index] === undefined);
}
