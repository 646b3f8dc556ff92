// How figures are written, in the printed table and on the page.
import type { Spread } from "../figures.ts";

/** Three digits that count, and no more than the figure is worth. */
export function number(value: number): string {
  const size = Math.abs(value);
  const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const ratio = (value: number): string =>
  value.toLocaleString("en", {
    minimumFractionDigits: value < 10 ? 2 : 1,
    maximumFractionDigits: value < 10 ? 2 : 1,
  });

/** The median, and the rounds' extremes where they differ from it as written. */
export function spread(of: Spread | undefined, write: (value: number) => string = number): string {
  if (of === undefined) return "";
  const [median, min, max] = [of.median, of.min, of.max].map(write);
  return min === max ? `${median}` : `${median} (${min}–${max})`;
}

export const median = (of: Spread | undefined, write: (value: number) => string = number): string =>
  of === undefined ? "" : write(of.median);

/** `GET /be/v1/subscriptions` as `GET subscriptions`: the base path is the same for all. */
const shortRoute = (route: string) => route.replace(/ \/(?:\S*?\/v\d+\/)?/, " ");

/** `2: GET subscriptions`, or `1,002: GET subscriptions 2, POST subscriptions 1,000`. */
export function requests(total: Spread | undefined, routes: ReadonlyMap<string, Spread>): string {
  const each = [...routes].map(([route, count]) => `${shortRoute(route)} ${spread(count)}`);
  const [only] = routes.keys();
  if (only === undefined) return spread(total);
  return `${spread(total)}: ${each.length === 1 ? shortRoute(only) : each.join(", ")}`;
}

export const subscriptions = (count: number): string =>
  `${number(count)} ${count === 1 ? "subscription" : "subscriptions"}`;

export const yesNo = (value: boolean | undefined): string =>
  value === undefined ? "none kept" : value ? "yes" : "no";

/** `a`, `a and b`, `a, b and c`. */
export const list = (items: readonly string[]): string =>
  new Intl.ListFormat("en-GB", { type: "conjunction" }).format(items);
