import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { MutableRecord } from "../recording.ts";
import { type FaultSupport, suitableRoutes } from "./fault-support.ts";
import { HeldRequests } from "./held-requests.ts";
import type { Fault, FaultPlace, Faults, InjectedFault, RandomFaults } from "./types.ts";

interface PlannedFault {
  readonly fault: Fault;
  readonly matches: (route: string) => boolean;
  readonly nth: number;
  readonly times: number;
  seen: number;
  hits: number;
}

export class FaultPlan implements Faults {
  readonly injected: InjectedFault[] = [];
  readonly heldRequests = new HeldRequests();
  readonly #support: FaultSupport;
  /** Every route that can be recorded. */
  readonly #routes: ReadonlySet<string>;
  #planned: PlannedFault[] = [];
  #randomFault: (route: string) => Fault | undefined = () => undefined;

  constructor(support: FaultSupport, routes: ReadonlySet<string>) {
    this.#support = support;
    this.#routes = routes;
  }

  inject(fault: Fault, { route, nth = 1, times = 1 }: FaultPlace = {}): void {
    const suits = suitableRoutes(fault.kind, this.#support);
    const matches = (candidate: string) => suits(candidate) && routeMatches(candidate, route);
    if (![...this.#routes].some(matches)) {
      throw new Error(
        `no request could have the fault ${fault.kind} at ${route ?? "any route"}; routes: ${[...this.#routes].join(", ")}`,
      );
    }
    this.#planned.push({ fault, matches, nth, times, seen: 0, hits: 0 });
  }

  random({ seed, chance, kinds, routes }: RandomFaults): void {
    const candidates = kinds.map((fault) => ({ fault, suits: suitableRoutes(fault.kind, this.#support) }));
    const generator = xoroshiro128plus(seed);
    this.#randomFault = (route) => {
      if (!routeMatches(route, routes)) return undefined;
      const suitable = candidates.filter(({ suits }) => suits(route));
      if (suitable.length === 0 || uniformFloat64(generator) >= chance) return undefined;
      return suitable[uniformInt(generator, 0, suitable.length - 1)]?.fault;
    };
  }

  async heal(): Promise<void> {
    this.#planned = [];
    this.#randomFault = () => undefined;
    await this.heldRequests.release();
  }

  /** The fault of the request that has just arrived at this route. */
  faultFor(route: string): Fault | undefined {
    const matching = this.#planned.filter(({ matches }) => matches(route));
    for (const planned of matching) planned.seen += 1;
    const due = matching.find(({ seen, nth, hits, times }) => seen >= nth && hits < times);
    if (due === undefined) return this.#randomFault(route);
    due.hits += 1;
    return due.fault;
  }

  recordInjected({ kind }: Fault, { route, nth }: MutableRecord): void {
    this.injected.push({ kind, route, nth });
  }
}

function routeMatches(route: string, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true;
  // Unlike test(), search() ignores the lastIndex of a global pattern.
  return typeof wanted === "string" ? route === wanted : route.search(wanted) !== -1;
}
