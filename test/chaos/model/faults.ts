import fc from "fast-check";
import type { DurstSimulator, Fault, RockitSimulator } from "../../simulators/index.ts";
import { isAlone, isOn, moods, type Quirks } from "./quirks.ts";
import { record } from "./record.ts";

/** The time limit of a request during faults, in milliseconds. */
export const requestTimeout = 400;

/**
 * Milliseconds after that in which a server still may act on it: much more than a late one takes, since on a busy machine a request
 * reaches the simulator long after it was sent.
 */
export const patience = 500;

type Vendor = "rockit" | "durst";

interface Planned {
  readonly vendor: Vendor;
  readonly fault: Fault;
  readonly route: string | undefined;
  readonly nth: number;
  readonly times: number;
}

interface Chance {
  readonly vendor: Vendor;
  readonly seed: number;
  readonly chance: number;
  readonly kinds: readonly Fault[];
}

/** What goes wrong during one command. */
export interface Weather {
  readonly planned: readonly Planned[];
  readonly chances: readonly Chance[];
  readonly late: Planned | undefined;
  readonly missing: Planned | undefined;
  readonly mood?: Partial<Quirks> | undefined;
}

const one = "/api/v1/subscribers/:subscriberId";
const rockitRoutes = [
  "POST /be/v1/subscriptions",
  "GET /be/v1/subscriptions",
  "DELETE /be/v1/subscriptions/:name",
];
const durstRoutes = [
  "POST /api/v1/subscribers/create",
  `PUT ${one}`,
  `GET ${one}`,
  `GET ${one}/subscriptions`,
  `PUT ${one}/subscriptions/:subscriptionId`,
  `GET ${one}/subscriptions/:subscriptionId`,
  "POST /api/v2/login",
];
const durstCreation = { create: `POST ${one}/subscriptions/create`, plain: `POST ${one}/subscriptions` };

/** A false success shows in its type or shape only: no server claims success in its own format. */
const everywhere: readonly Fault[] = [
  { kind: "cut", when: "before" },
  { kind: "cut", when: "while" },
  { kind: "cut", when: "after" },
  { kind: "status", status: 500, acts: false },
  { kind: "status", status: 500, acts: true },
  { kind: "status", status: 502, acts: true },
  { kind: "status", status: 503, acts: false },
  { kind: "status", status: 504, acts: true },
  { kind: "rate-limited" },
  { kind: "rate-limited", retryAfter: 0 },
  { kind: "html", status: 200, acts: true },
  { kind: "html", status: 502, acts: true },
  { kind: "html", status: 502, acts: false },
  { kind: "html", status: 403, acts: false },
  { kind: "redirect", to: "http://127.0.0.1:9/" },
  { kind: "malformed-json" },
  { kind: "truncated-json" },
  { kind: "wrong-shape" },
];
const proxies: readonly Fault[] = [
  { kind: "html", status: 200, acts: false },
  { kind: "html", status: 404, acts: false },
  { kind: "error-envelope", acts: false },
  { kind: "broken-gzip", how: "not-gzip" },
  { kind: "broken-gzip", how: "cut-short" },
  { kind: "no-body", status: 200 },
  { kind: "no-body", status: 204 },
];
const gateways: readonly Fault[] = [
  { kind: "gateway-timeout", ms: 10 },
  { kind: "gateway-timeout", ms: 60 },
];
const rockitGateways: readonly Fault[] = [
  { kind: "maintenance" },
  { kind: "firewall", status: 400 },
  { kind: "firewall", status: 404 },
  { kind: "firewall", status: 429 },
];
const oddSecrets: readonly Fault[] = [
  { kind: "odd-secret", as: "null" },
  { kind: "odd-secret", as: "number" },
  { kind: "odd-secret", as: "object" },
];
const rockitOnly: readonly Fault[] = [
  { kind: "empty-secret" },
  { kind: "no-secret" },
  { kind: "list-changes" },
  { kind: "duplicate-entry" },
];
const durstOnly: readonly Fault[] = [
  { kind: "token-expiry" },
  { kind: "restart" },
  { kind: "duplicate-entry" },
];
const slow: readonly Fault[] = [
  { kind: "slow-body", ms: 2 * requestTimeout },
  { kind: "rate-limited", retryAfter: 1 },
];

const quirky = {
  rockit: [
    ...(isOn("proxies") ? proxies : []),
    ...(isOn("gateways") ? [...gateways, ...rockitGateways] : []),
    ...(isOn("odd-secrets") ? oddSecrets : []),
  ],
  durst: [...(isOn("proxies") ? proxies : []), ...(isOn("gateways") ? gateways : [])],
};
const usual = { rockit: [...everywhere, ...rockitOnly], durst: [...everywhere, ...durstOnly] };
const kindsOf = {
  rockit: [...(isAlone && quirky.rockit.length > 0 ? [] : usual.rockit), ...quirky.rockit],
  durst: [...(isAlone && quirky.durst.length > 0 ? [] : usual.durst), ...quirky.durst],
};

const times = fc.constantFrom(1, 1, 2, 3, 3, 12);
const nth = fc.constantFrom(1, 1, 1, 2, 3);
const routeOf = (vendor: Vendor) =>
  fc.constantFrom(...(vendor === "rockit" ? rockitRoutes : [...durstRoutes, "creation", "creation"]));

const planned = fc.constantFrom("rockit" as const, "durst" as const).chain((vendor) =>
  record({
    vendor: fc.constant(vendor),
    fault: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...kindsOf[vendor]) },
      { weight: 1, arbitrary: fc.constantFrom(...slow) },
    ),
    route: fc.oneof(
      { weight: 5, arbitrary: routeOf(vendor) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    nth,
    times,
  }),
);

const chance = fc.constantFrom("rockit" as const, "durst" as const).chain((vendor) =>
  record({
    vendor: fc.constant(vendor),
    seed: fc.nat({ max: 1_000_000 }),
    chance: fc.constantFrom(0.1, 0.3, 0.6),
    kinds: fc.uniqueArray(fc.constantFrom(...kindsOf[vendor]), { minLength: 1, maxLength: 4 }),
  }),
);

/** The server acts after the client has given up. */
const late = record({
  vendor: fc.constantFrom("rockit" as const, "durst" as const),
  fault: fc.integer({ min: 10, max: 60 }).map((ms): Fault => ({ kind: "delay", ms: requestTimeout + ms })),
  route: fc.constantFrom("write", "write", "read"),
  nth,
  times: fc.constant(1),
});

const missing = record({
  vendor: fc.constantFrom("rockit" as const, "durst" as const),
  fault: fc.constant<Fault>({ kind: "missing-entry" }),
  route: fc.constant(undefined),
  nth,
  times: fc.constant(1),
});

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

export const weathers: fc.Arbitrary<Weather> = record({
  planned: fc.array(planned, { minLength: 1, maxLength: 4 }),
  chances: fc.array(chance, { maxLength: 1 }),
  late: sometimes(late),
  missing: sometimes(missing),
  mood: isOn("moods") ? (isAlone ? moods : sometimes(moods)) : fc.constant(undefined),
});

/** Faults to avoid in a run, because the owner of an object could no longer be determined. */
interface Spared {
  /** The list before a creation lacks other owners' objects. */
  readonly missing: boolean;
}

/** Returns a function that restores the servers. */
export function makeWeather(
  { planned: plans, chances, late: slowly, missing: lacking, mood }: Weather,
  { rockit, durst }: { rockit: RockitSimulator; durst: DurstSimulator },
  spared: Spared,
): () => void {
  const servers = { rockit, durst };
  const usually = { rockit: { ...rockit.behaviour }, durst: { ...durst.behaviour } };
  Object.assign(rockit.behaviour, mood?.rockit);
  Object.assign(durst.behaviour, mood?.durst);
  const creation = durst.behaviour.createPath === "plain" ? durstCreation.plain : durstCreation.create;
  const place = ({ route, nth: first, times: often }: Planned) => ({
    ...(route === undefined ? {} : { route: route === "creation" ? creation : route }),
    nth: first,
    times: often,
  });
  if (slowly !== undefined) {
    const route = slowly.route === "write" ? /^(POST|PUT|DELETE)/ : /^GET/;
    servers[slowly.vendor].faults.inject(slowly.fault, { route, nth: slowly.nth });
  }
  if (lacking !== undefined && !(spared.missing && lacking.vendor === "rockit"))
    servers[lacking.vendor].faults.inject(lacking.fault, { nth: lacking.nth });
  for (const plan of plans) {
    if (!suits(plan)) continue;
    servers[plan.vendor].faults.inject(plan.fault, place(plan));
  }
  for (const { vendor, ...random } of chances) servers[vendor].faults.random(random);
  return () => {
    Object.assign(rockit.behaviour, usually.rockit);
    Object.assign(durst.behaviour, usually.durst);
  };
}

const onlyAt: Partial<Record<Fault["kind"], readonly (string | undefined)[]>> = {
  "empty-secret": [undefined, rockitRoutes[0]],
  "no-secret": [undefined, rockitRoutes[0]],
  "odd-secret": [undefined, rockitRoutes[0]],
  "list-changes": [undefined, rockitRoutes[1]],
  "duplicate-entry": [undefined, rockitRoutes[1], durstRoutes[3]],
  "token-expiry": [undefined, "creation", ...durstRoutes.slice(0, -1)],
  restart: [undefined, "creation", ...durstRoutes.slice(0, -1)],
};

/** The simulators refuse a plan that could never come true. */
const suits = ({ fault, route }: Planned) => onlyAt[fault.kind]?.includes(route) ?? true;
