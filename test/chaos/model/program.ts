import fc from "fast-check";
import type { Properties } from "../../../provider/resource/properties.ts";
import type { DeclaredResource } from "./engine.ts";
import { isQuirkOn } from "./quirks.ts";
import { record } from "./record.ts";

/** Credentials of all programs; no output may contain one. */
export const canaries = {
  slackTokens: [`ca/na+ry sl"ack-one&<`, `ca/na+ry sl"ack-two&<`],
  passwords: [`ca/na+ry pass'word-one%`, `ca/na+ry pass'word-two%`],
  keys: [`ca/na+ry ke\\y-one=?#`, `ca/na+ry ke\\y-two=?#`],
} as const;

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

interface Spelling {
  /** The program's choice among equivalent spellings. */
  readonly spelling: number;
}

/** A resource's properties, as indices into lists of choices. */
interface RockitChoice extends Spelling {
  /** 0: the provider generates the name. Any other number is part of the name. */
  readonly name: number;
  readonly type: "webhook" | "slack";
  readonly sender: number;
  readonly events: number;
  readonly target: number;
  readonly replaces: boolean;
  readonly rotation: number;
}

export interface SubscriberChoice extends Spelling {
  readonly host: number;
  readonly auth: number;
  readonly credential: number;
}

export interface SubscriptionChoice extends Spelling {
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

/** A resource of the program: all choices at once; each kind uses its own. */
export type Choice = RockitChoice & SubscriberChoice & SubscriptionChoice;

const index = fc.nat({ max: 2 });
const hasSpellings = isQuirkOn("spellings") || isQuirkOn("normalised");

export const spellings: fc.Arbitrary<number> = hasSpellings ? fc.nat({ max: 3 }) : fc.constant(0);

export const choices: fc.Arbitrary<Choice> = record({
  spelling: spellings,
  name: hasSpellings ? fc.constantFrom(0, 1, 1, 2, 3) : fc.constantFrom(0, 1, 1, 2),
  type: fc.constantFrom("webhook", "slack"),
  sender: index,
  events: index,
  target: fc.nat({ max: hasSpellings ? 3 : 1 }),
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

const nameOf = (urn: string, { name }: Choice) =>
  name === 0 ? undefined : `${urn}-${name}${name === 3 ? " caf\u00e9" : ""}`;

/** Deliveries reach only the first two targets. The spellings of another target have no common part. */
function spellUrl(base: string, urn: string, { target, spelling }: Choice): string {
  const { host } = new URL(base);
  const path = `${base.slice(base.indexOf(host) + host.length)}/${urn}/${target}`;
  if (target < 2)
    return pick([`http://${host}${path}`, `HTTP://${host}${path}`, `http://${host}/x/..${path}`], spelling);
  if (target === 2)
    return pick(
      [
        ...["https://hooks.example", "https://hooks.example/"],
        ...["https://Hooks.Example", "https://HOOKS.example:443/"],
      ],
      spelling,
    );
  return pick(
    [
      ...["https://bücher.example/café?q=ü", "https://xn--bcher-kva.example/caf%C3%A9?q=%C3%BC"],
      ...["https://BÜCHER.example:443/caf%c3%a9?q=ü", "https://bücher.example/a/../café?q=%c3%bc"],
    ],
    spelling,
  );
}

/** A set, in any order and with any repetition; a set of one in either of two fields. */
function spellEvents({ events, spelling }: Choice): Properties {
  const set = [...pick(eventSets, events)];
  const [only] = set;
  if (set.length === 1 && spelling % 2 === 0) return { event: only };
  return { events: spelling < 2 ? set : [...set.toReversed(), only] };
}

/** A program that is edited between commands. */
export class Program {
  private readonly choices = new Map<string, Choice>();

  /** With `spellsNames` the server treats both normal forms of a name as equal. */
  constructor(
    private readonly receiver: string,
    private readonly spellsNames: boolean,
  ) {}

  set(urn: string, choice: Choice): void {
    this.choices.set(urn, choice);
    const { of } = slots.find((slot) => slot.urn === urn) ?? {};
    if (of !== undefined && !this.choices.has(of)) this.choices.set(of, choice);
  }

  /** Changes some properties of a resource; `false` if the resource does not exist. */
  change(urn: string, part: Partial<Choice>): boolean {
    const choice = this.choices.get(urn);
    if (choice !== undefined) this.choices.set(urn, { ...choice, ...part });
    return choice !== undefined;
  }

  drop(urn: string): void {
    this.choices.delete(urn);
    for (const { urn: dependent, of } of slots) if (of === urn) this.choices.delete(dependent);
  }

  has(urn: string): boolean {
    return this.choices.has(urn);
  }

  choiceOf(urn: string): Choice | undefined {
    return this.choices.get(urn);
  }

  get size(): number {
    return this.choices.size;
  }

  /** The explicit name in its canonical spelling; `undefined` for a generated name. */
  nameOf(urn: string): string | undefined {
    const choice = this.choices.get(urn);
    return choice && nameOf(urn, choice);
  }

  resources(): DeclaredResource[] {
    return slots.flatMap(({ urn, kind, of }): DeclaredResource[] => {
      const choice = this.choices.get(urn);
      if (choice === undefined) return [];
      if (kind === "rockit")
        return [{ urn, kind: "rockitSubscription", inputs: () => this.rockitInputs(urn, choice) }];
      if (kind === "subscriber")
        return [{ urn, kind: "durstSubscriber", inputs: () => subscriberInputs(choice) }];
      const inputs = (id: string) => ({ subscriberId: id, ...subscriptionInputs(choice) });
      return [{ urn, kind: "durstSubscription", needs: of, inputs }];
    });
  }

  /** A ROCKIT subscription's inputs, as the program spells them. */
  rockitInputs(urn: string, choice: Choice): Properties {
    const name = nameOf(urn, choice);
    const spelled = this.spellsNames && choice.spelling % 2 === 1 ? name?.normalize("NFD") : name;
    return {
      ...(spelled === undefined ? {} : { name: spelled }),
      ...(choice.replaces ? { onConflict: "replace" } : {}),
      ...(choice.rotation === 0 ? {} : { rotationTrigger: choice.rotation }),
      ...spellEvents(choice),
      sender: pick(["dltar", "mkraw", "deploy"], choice.sender),
      type: choice.type,
      ...(choice.type === "webhook"
        ? { url: spellUrl(this.receiver, urn, choice) }
        : { slackToken: pick(canaries.slackTokens, choice.target), channelId: `C${urn}` }),
    };
  }
}

export function subscriberInputs({ host, auth, credential, spelling }: SubscriberChoice): Properties {
  const method = spelling < 2 ? {} : { method: "HS256" };
  const httpHeaderName = pick(["x-press", "X-Press"], spelling);
  const externalAuthType = pick(["NONE", "XAUTH", "JWT_SIGNING"] as const, auth);
  return {
    hostUri: pick(
      [
        ...[`https://press-${host}.example/`, `https://press-${host}.example`],
        ...[`https://Press-${host}.Example:443/`, `HTTPS://press-${host}.EXAMPLE`],
      ],
      spelling,
    ),
    externalAuthType,
    ...(externalAuthType === "XAUTH"
      ? { xAuthInfo: { user: "press", password: pick(canaries.passwords, credential) } }
      : {}),
    ...(externalAuthType === "JWT_SIGNING"
      ? { jwtSigningInfo: { httpHeaderName, ...method, key: pick(canaries.keys, credential) } }
      : {}),
  };
}

export function subscriptionInputs({ topic, path, status, spelling }: SubscriptionChoice): Properties {
  const text = pick(
    [undefined, pick(["jobs", "jobs/"], spelling), pick(["print/jobs/", "print/jobs"], spelling)],
    path,
  );
  return {
    topic: pick(["STATUS/PRODUCTION_JOB/*", "STATUS/*"], topic),
    ...(text === undefined ? {} : { path: text }),
    ...(status === 0 ? (spelling < 2 ? {} : { status: "ACTIVE" }) : { status: "INACTIVE" }),
  };
}
