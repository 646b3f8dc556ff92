import fc from "fast-check";
import type { DurstSimulator, Fault, RockitSimulator } from "../../simulators/index.ts";
import { hasChosenQuirks, isQuirkOn, type Quirks, temporaryQuirks } from "./quirks.ts";
import { record } from "./record.ts";

/** The time limit of a request during faults, in milliseconds. */
export const requestTimeout = 400;

/**
 * Milliseconds after the time limit in which a server may still act on a request. Much longer than a late fault, since on a busy machine
 * a request reaches the simulator long after it was sent.
 */
export const lateEffectWindow = 500;

type Vendor = "rockit" | "durst";

interface PlannedFault {
  readonly vendor: Vendor;
  readonly fault: Fault;
  readonly route: string | undefined;
  readonly nth: number;
  readonly times: number;
}

interface RandomFaults {
  readonly vendor: Vendor;
  readonly seed: number;
  readonly chance: number;
  readonly kinds: readonly Fault[];
}

/** What goes wrong during one command. */
export interface FaultPlan {
  readonly planned: readonly PlannedFault[];
  readonly random: readonly RandomFaults[];
  /** The server acts after the client has given up. */
  readonly late: PlannedFault | undefined;
  /** A list lacks an existing object. */
  readonly missingEntry: PlannedFault | undefined;
  readonly temporaryQuirks?: Partial<Quirks> | undefined;
}

const subscriberRoute = "/api/v1/subscribers/:subscriberId";
const rockitRoutes = [
  "POST /be/v1/subscriptions",
  "GET /be/v1/subscriptions",
  "DELETE /be/v1/subscriptions/:name",
];
const durstRoutes = [
  "POST /api/v1/subscribers/create",
  `PUT ${subscriberRoute}`,
  `GET ${subscriberRoute}`,
  `GET ${subscriberRoute}/subscriptions`,
  `PUT ${subscriberRoute}/subscriptions/:subscriptionId`,
  `GET ${subscriberRoute}/subscriptions/:subscriptionId`,
  "POST /api/v2/login",
];
const durstCreation = {
  create: `POST ${subscriberRoute}/subscriptions/create`,
  plain: `POST ${subscriberRoute}/subscriptions`,
};

/** A false success shows in its type or shape only: no server claims success in its own format. */
const faultsOfAnyServer: readonly Fault[] = [
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
const proxyFaults: readonly Fault[] = [
  { kind: "html", status: 200, acts: false },
  { kind: "html", status: 404, acts: false },
  { kind: "error-envelope", acts: false },
  { kind: "broken-gzip", how: "not-gzip" },
  { kind: "broken-gzip", how: "cut-short" },
  { kind: "no-body", status: 200 },
  { kind: "no-body", status: 204 },
];
const gatewayFaults: readonly Fault[] = [
  { kind: "gateway-timeout", ms: 10 },
  { kind: "gateway-timeout", ms: 60 },
];
const rockitGatewayFaults: readonly Fault[] = [
  { kind: "maintenance" },
  { kind: "firewall", status: 400 },
  { kind: "firewall", status: 404 },
  { kind: "firewall", status: 429 },
];
const oddSecretFaults: readonly Fault[] = [
  { kind: "odd-secret", as: "null" },
  { kind: "odd-secret", as: "number" },
  { kind: "odd-secret", as: "object" },
];
const rockitFaults: readonly Fault[] = [
  { kind: "empty-secret" },
  { kind: "no-secret" },
  { kind: "list-changes" },
  { kind: "duplicate-entry" },
];
const durstFaults: readonly Fault[] = [
  { kind: "token-expiry" },
  { kind: "restart" },
  { kind: "duplicate-entry" },
];
const slowFaults: readonly Fault[] = [
  { kind: "slow-body", ms: 2 * requestTimeout },
  { kind: "rate-limited", retryAfter: 1 },
];

const faultsOfQuirks = {
  rockit: [
    ...(isQuirkOn("proxies") ? proxyFaults : []),
    ...(isQuirkOn("gateways") ? [...gatewayFaults, ...rockitGatewayFaults] : []),
    ...(isQuirkOn("odd-secrets") ? oddSecretFaults : []),
  ],
  durst: [...(isQuirkOn("proxies") ? proxyFaults : []), ...(isQuirkOn("gateways") ? gatewayFaults : [])],
};
const usualFaults = {
  rockit: [...faultsOfAnyServer, ...rockitFaults],
  durst: [...faultsOfAnyServer, ...durstFaults],
};
const faultsOf = {
  rockit: [
    ...(hasChosenQuirks && faultsOfQuirks.rockit.length > 0 ? [] : usualFaults.rockit),
    ...faultsOfQuirks.rockit,
  ],
  durst: [
    ...(hasChosenQuirks && faultsOfQuirks.durst.length > 0 ? [] : usualFaults.durst),
    ...faultsOfQuirks.durst,
  ],
};

const times = fc.constantFrom(1, 1, 2, 3, 3, 12);
const nth = fc.constantFrom(1, 1, 1, 2, 3);
const routeOf = (vendor: Vendor) =>
  fc.constantFrom(...(vendor === "rockit" ? rockitRoutes : [...durstRoutes, "creation", "creation"]));

const plannedFaults = fc.constantFrom("rockit" as const, "durst" as const).chain((vendor) =>
  record({
    vendor: fc.constant(vendor),
    fault: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...faultsOf[vendor]) },
      { weight: 1, arbitrary: fc.constantFrom(...slowFaults) },
    ),
    route: fc.oneof(
      { weight: 5, arbitrary: routeOf(vendor) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    nth,
    times,
  }),
);

const randomFaults = fc.constantFrom("rockit" as const, "durst" as const).chain((vendor) =>
  record({
    vendor: fc.constant(vendor),
    seed: fc.nat({ max: 1_000_000 }),
    chance: fc.constantFrom(0.1, 0.3, 0.6),
    kinds: fc.uniqueArray(fc.constantFrom(...faultsOf[vendor]), { minLength: 1, maxLength: 4 }),
  }),
);

const lateFaults = record({
  vendor: fc.constantFrom("rockit" as const, "durst" as const),
  fault: fc.integer({ min: 10, max: 60 }).map((ms): Fault => ({ kind: "delay", ms: requestTimeout + ms })),
  route: fc.constantFrom("write", "write", "read"),
  nth,
  times: fc.constant(1),
});

const missingEntries = record({
  vendor: fc.constantFrom("rockit" as const, "durst" as const),
  fault: fc.constant<Fault>({ kind: "missing-entry" }),
  route: fc.constant(undefined),
  nth,
  times: fc.constant(1),
});

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

export const faultPlans: fc.Arbitrary<FaultPlan> = record({
  planned: fc.array(plannedFaults, { minLength: 1, maxLength: 4 }),
  random: fc.array(randomFaults, { maxLength: 1 }),
  late: sometimes(lateFaults),
  missingEntry: sometimes(missingEntries),
  temporaryQuirks: isQuirkOn("temporary")
    ? hasChosenQuirks
      ? temporaryQuirks
      : sometimes(temporaryQuirks)
    : fc.constant(undefined),
});

/** Faults to avoid in a run, because the owner of an object could no longer be determined. */
interface AvoidedFaults {
  /** The list before a creation lacks other owners' objects. */
  readonly missingEntry: boolean;
}

/** Returns a function that restores the servers. */
export function injectFaults(
  { planned, random, late, missingEntry, temporaryQuirks: quirks }: FaultPlan,
  { rockit, durst }: { rockit: RockitSimulator; durst: DurstSimulator },
  avoided: AvoidedFaults,
): () => void {
  const servers = { rockit, durst };
  const before = { rockit: { ...rockit.behaviour }, durst: { ...durst.behaviour } };
  Object.assign(rockit.behaviour, quirks?.rockit);
  Object.assign(durst.behaviour, quirks?.durst);
  const creation = durst.behaviour.createPath === "plain" ? durstCreation.plain : durstCreation.create;
  const triggerOf = ({ route, nth: first, times: count }: PlannedFault) => ({
    ...(route === undefined ? {} : { route: route === "creation" ? creation : route }),
    nth: first,
    times: count,
  });
  if (late !== undefined) {
    const route = late.route === "write" ? /^(POST|PUT|DELETE)/ : /^GET/;
    servers[late.vendor].faults.inject(late.fault, { route, nth: late.nth });
  }
  if (missingEntry !== undefined && !(avoided.missingEntry && missingEntry.vendor === "rockit"))
    servers[missingEntry.vendor].faults.inject(missingEntry.fault, { nth: missingEntry.nth });
  for (const plan of planned) {
    if (!isPossible(plan)) continue;
    servers[plan.vendor].faults.inject(plan.fault, triggerOf(plan));
  }
  for (const { vendor, ...faults } of random) servers[vendor].faults.random(faults);
  return () => {
    Object.assign(rockit.behaviour, before.rockit);
    Object.assign(durst.behaviour, before.durst);
  };
}

const possibleRoutes: Partial<Record<Fault["kind"], readonly (string | undefined)[]>> = {
  "empty-secret": [undefined, rockitRoutes[0]],
  "no-secret": [undefined, rockitRoutes[0]],
  "odd-secret": [undefined, rockitRoutes[0]],
  "list-changes": [undefined, rockitRoutes[1]],
  "duplicate-entry": [undefined, rockitRoutes[1], durstRoutes[3]],
  "token-expiry": [undefined, "creation", ...durstRoutes.slice(0, -1)],
  restart: [undefined, "creation", ...durstRoutes.slice(0, -1)],
};

/** The simulators refuse a fault that can't happen at its route. */
const isPossible = ({ fault, route }: PlannedFault) => possibleRoutes[fault.kind]?.includes(route) ?? true;
