import fc from "fast-check";
import type { Properties } from "../../../provider/resource/properties.ts";
import type { Declared } from "./engine.ts";
import { record } from "./record.ts";

/** Credentials of all programs; nothing that is printed may hold one. */
export const canaries = {
  slackTokens: [`ca/na+ry sl"ack-one&<`, `ca/na+ry sl"ack-two&<`],
  passwords: [`ca/na+ry pass'word-one%`, `ca/na+ry pass'word-two%`],
  keys: [`ca/na+ry ke\\y-one=?#`, `ca/na+ry ke\\y-two=?#`],
} as const;

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

/** What a resource is like: indices into what there is to choose from. */
interface RockitChoice {
  /** 0: the provider makes one. Any other number is part of the name. */
  readonly name: number;
  readonly type: "webhook" | "slack";
  readonly sender: number;
  readonly events: number;
  readonly target: number;
  readonly replaces: boolean;
  readonly rotation: number;
}

export interface SubscriberChoice {
  readonly host: number;
  readonly auth: number;
  readonly credential: number;
}

export interface SubscriptionChoice {
  readonly topic: number;
  readonly path: number;
  readonly status: number;
}

interface Slots {
  readonly rockit: RockitChoice;
  readonly subscriber: SubscriberChoice;
  readonly subscription: SubscriptionChoice;
}

type Kind = keyof Slots;

/** The resources that a program can have; a subscription goes with its subscriber. */
export const slots: readonly { readonly urn: string; readonly kind: Kind; readonly of?: string }[] = [
  { urn: "r0", kind: "rockit" },
  { urn: "r1", kind: "rockit" },
  { urn: "s0", kind: "subscriber" },
  { urn: "t0", kind: "subscription", of: "s0" },
  { urn: "t1", kind: "subscription", of: "s0" },
];

/** A resource as a person writes it into the program: all choices at once, of which its kind takes its own. */
export type Choice = RockitChoice & SubscriberChoice & SubscriptionChoice;

const index = fc.nat({ max: 2 });

export const choices: fc.Arbitrary<Choice> = record({
  name: fc.constantFrom(0, 1, 1, 2),
  type: fc.constantFrom("webhook", "slack"),
  sender: index,
  events: index,
  target: fc.nat({ max: 1 }),
  replaces: fc.boolean(),
  rotation: fc.nat({ max: 1 }),
  host: fc.nat({ max: 1 }),
  auth: index,
  credential: fc.nat({ max: 1 }),
  topic: fc.nat({ max: 1 }),
  path: index,
  status: fc.constantFrom(0, 0, 0, 1),
});

const eventSets = [["begin"], ["begin", "error"], ["submit", "error", "begin"]] as const;

const nameOf = (urn: string, { name }: Choice) => (name === 0 ? undefined : `${urn}-${name}`);

/** A program that changes, as a person changes it. */
export class Program {
  private readonly chosen = new Map<string, Choice>();

  constructor(private readonly receiver: string) {}

  set(urn: string, choice: Choice): void {
    this.chosen.set(urn, choice);
    const { of } = slots.find((slot) => slot.urn === urn) ?? {};
    if (of !== undefined && !this.chosen.has(of)) this.chosen.set(of, choice);
  }

  drop(urn: string): void {
    this.chosen.delete(urn);
    for (const { urn: dependent, of } of slots) if (of === urn) this.chosen.delete(dependent);
  }

  has(urn: string): boolean {
    return this.chosen.has(urn);
  }

  choiceOf(urn: string): Choice | undefined {
    return this.chosen.get(urn);
  }

  get size(): number {
    return this.chosen.size;
  }

  /** Name that the program gives; `undefined` if it leaves it to the provider. */
  nameOf(urn: string): string | undefined {
    const choice = this.chosen.get(urn);
    return choice && nameOf(urn, choice);
  }

  declared(): Declared[] {
    return slots.flatMap(({ urn, kind, of }): Declared[] => {
      const choice = this.chosen.get(urn);
      if (choice === undefined) return [];
      if (kind === "rockit")
        return [{ urn, kind: "rockitSubscription", inputs: () => this.rockit(urn, choice) }];
      if (kind === "subscriber") return [{ urn, kind: "durstSubscriber", inputs: () => subscriber(choice) }];
      const inputs = (id: string) => ({ subscriberId: id, ...subscription(choice) });
      return [{ urn, kind: "durstSubscription", needs: of, inputs }];
    });
  }

  /** As the class hands it on: what is left out is made from the resource's name. */
  rockit(urn: string, choice: Choice): Properties {
    const name = nameOf(urn, choice);
    const events = pick(eventSets, choice.events);
    const [only] = events;
    return {
      ...(name === undefined ? { namePrefix: urn } : { name }),
      ...(choice.replaces ? { onConflict: "replace" } : {}),
      ...(choice.rotation === 0 ? {} : { rotationTrigger: choice.rotation }),
      ...(events.length === 1 ? { event: only } : { events: [...events] }),
      sender: pick(["dltar", "mkraw", "deploy"], choice.sender),
      type: choice.type,
      ...(choice.type === "webhook"
        ? { url: `${this.receiver}/${urn}/${choice.target}` }
        : { slackToken: pick(canaries.slackTokens, choice.target), channelId: `C${urn}` }),
    };
  }
}

export function subscriber({ host, auth, credential }: SubscriberChoice): Properties {
  const externalAuthType = pick(["NONE", "XAUTH", "JWT_SIGNING"] as const, auth);
  return {
    hostUri: `https://press-${host}.example/`,
    externalAuthType,
    ...(externalAuthType === "XAUTH"
      ? { xAuthInfo: { user: "press", password: pick(canaries.passwords, credential) } }
      : {}),
    ...(externalAuthType === "JWT_SIGNING"
      ? { jwtSigningInfo: { httpHeaderName: "x-press", key: pick(canaries.keys, credential) } }
      : {}),
  };
}

export function subscription({ topic, path, status }: SubscriptionChoice): Properties {
  const text = pick([undefined, "jobs", "print/jobs/"], path);
  return {
    topic: pick(["STATUS/PRODUCTION_JOB/*", "STATUS/*"], topic),
    ...(text === undefined ? {} : { path: text }),
    ...(status === 0 ? {} : { status: "INACTIVE" }),
  };
}
