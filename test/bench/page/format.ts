// How the printed tables and the page write figures.
import type { Spread } from "../figures.ts";

/** Three significant digits at most for fractions, and whole numbers in full. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const formatRatio = (value: number): string =>
  value.toLocaleString("en", {
    minimumFractionDigits: value < 10 ? 2 : 1,
    maximumFractionDigits: value < 10 ? 2 : 1,
  });

/** The median, and in brackets the lowest and highest value if their texts differ. */
export function formatSpread(
  spread: Spread | undefined,
  format: (value: number) => string = formatNumber,
): string {
  if (spread === undefined) return "";
  const [median, min, max] = [spread.median, spread.min, spread.max].map(format);
  return min === max ? `${median}` : `${median} (${min}–${max})`;
}

export const formatMedian = (
  spread: Spread | undefined,
  format: (value: number) => string = formatNumber,
): string => (spread === undefined ? "" : format(spread.median));

/** `GET /be/v1/subscriptions` as `GET subscriptions`: the base path is the same for all. */
const shortRoute = (route: string) => route.replace(/ \/(?:\S*?\/v\d+\/)?/, " ");

/** `2: GET subscriptions`, or `1,002: 2 × GET subscriptions, 1,000 × POST subscriptions`. */
export function formatRequests(total: Spread | undefined, routes: ReadonlyMap<string, Spread>): string {
  const counts = [...routes].map(([route, count]) => `${formatSpread(count)} × ${shortRoute(route)}`);
  const [only] = routes.keys();
  if (only === undefined) return formatSpread(total);
  return `${formatSpread(total)}: ${counts.length === 1 ? shortRoute(only) : counts.join(", ")}`;
}

export const formatSubscriptions = (count: number): string =>
  `${formatNumber(count)} ${count === 1 ? "subscription" : "subscriptions"}`;

/** Whether a state has a secret in plain text; `undefined` if it has no secret. */
export const formatPlainText = (value: boolean | undefined): string =>
  value === undefined ? "none kept" : value ? "yes" : "no";

/** `a`, `a and b`, `a, b and c`. */
export const formatList = (items: readonly string[]): string =>
  new Intl.ListFormat("en-GB", { type: "conjunction" }).format(items);
