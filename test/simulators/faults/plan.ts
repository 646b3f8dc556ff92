import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { OpenRecord } from "../recording.ts";
import { Held } from "./held.ts";
import type { Fault, FaultPlace, Faults, InjectedFault, RandomFaults } from "./types.ts";
import { type FaultyVendor, suitableRoutes } from "./vendor.ts";

interface Planned {
  readonly fault: Fault;
  readonly matches: (route: string) => boolean;
  readonly nth: number;
  readonly times: number;
  seen: number;
  hits: number;
}

export class FaultPlan implements Faults {
  readonly injected: InjectedFault[] = [];
  readonly held = new Held();
  readonly #vendor: FaultyVendor;
  /** Every route that can be recorded. */
  readonly #routes: ReadonlySet<string>;
  #planned: Planned[] = [];
  #chance: (route: string) => Fault | undefined = () => undefined;

  constructor(vendor: FaultyVendor, routes: ReadonlySet<string>) {
    this.#vendor = vendor;
    this.#routes = routes;
  }

  inject(fault: Fault, { route, nth = 1, times = 1 }: FaultPlace = {}): void {
    const suits = suitableRoutes(fault.kind, this.#vendor);
    const matches = (candidate: string) => suits(candidate) && isMeant(candidate, route);
    if (![...this.#routes].some(matches)) {
      throw new Error(
        `no request could have the fault ${fault.kind} at ${route ?? "any route"}; routes: ${[...this.#routes].join(", ")}`,
      );
    }
    this.#planned.push({ fault, matches, nth, times, seen: 0, hits: 0 });
  }

  random({ seed, chance, kinds, routes }: RandomFaults): void {
    const candidates = kinds.map((fault) => ({ fault, suits: suitableRoutes(fault.kind, this.#vendor) }));
    const generator = xoroshiro128plus(seed);
    this.#chance = (route) => {
      if (!isMeant(route, routes)) return undefined;
      const suitable = candidates.filter(({ suits }) => suits(route));
      if (suitable.length === 0 || uniformFloat64(generator) >= chance) return undefined;
      return suitable[uniformInt(generator, 0, suitable.length - 1)]?.fault;
    };
  }

  async heal(): Promise<void> {
    this.#planned = [];
    this.#chance = () => undefined;
    await this.held.letGo();
  }

  /** The fault of the request that has just arrived at this route. */
  next(route: string): Fault | undefined {
    const matching = this.#planned.filter(({ matches }) => matches(route));
    for (const planned of matching) planned.seen += 1;
    const due = matching.find(({ seen, nth, hits, times }) => seen >= nth && hits < times);
    if (due === undefined) return this.#chance(route);
    due.hits += 1;
    return due.fault;
  }

  happened({ kind }: Fault, { route, nth }: OpenRecord): void {
    this.injected.push({ kind, route, nth });
  }
}

function isMeant(route: string, meant: string | RegExp | undefined): boolean {
  if (meant === undefined) return true;
  // A search starts at the beginning, even if the pattern is global and was used before.
  return typeof meant === "string" ? route === meant : route.search(meant) !== -1;
}
