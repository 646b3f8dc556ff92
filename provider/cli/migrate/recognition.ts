import { z } from "zod";
import { durstAuthTypes } from "../../durst/vocabulary";
import type { Properties } from "../../resource/properties";
import { rockitSenders, rockitTargets } from "../../rockit/vocabulary";
import type { UntoldSecret } from "../adopt/model";
import { durstSubscriberKind, durstSubscriptionKind, type Kind, rockitSubscriptionKind } from "../kinds";
import { CliError } from "../print/errors";
import { plain } from "../print/terminal";
import { kindNames } from "./kind-names";
import { fieldOf, type LeftAlone, type OldResource } from "./old-state";

/** A resource of another tool's state, and which object of which server it stands for. */
export interface Recognised {
  readonly old: OldResource;
  readonly kind: Kind;
  readonly id: string;
}

/** Which resources stand for objects of the vendors'. @throws CliError if a map names a resource that is not there */
export function recognised(
  candidates: readonly OldResource[],
  maps: ReadonlyMap<string, Kind>,
): { readonly ours: readonly Recognised[]; readonly leftAlone: readonly LeftAlone[] } {
  for (const at of maps.keys()) {
    if (!candidates.some((old) => old.at === at)) {
      throw new CliError(`--map ${plain(at, 300)}: the state has no such resource that could be migrated`);
    }
  }
  const ours: Recognised[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const old of candidates) {
    const kind = maps.get(old.at) ?? kindOf(old);
    const id = kind && idOf(old, kind);
    if (kind !== undefined && id !== undefined) ours.push({ old, kind, id });
    else leftAlone.push({ at: old.at, type: "", why: kind === undefined ? unknown(old.at) : noId(kind) });
  }
  return { ours, leftAlone };
}

const unknown = (at: string) =>
  `holds nothing of ROCKIT's or Durst's that is known; if it does, say what it is: --map '${plain(at, 300)}=${[...kindNames.keys()].join("|")}'`;

const noId = (kind: Kind) =>
  kind === rockitSubscriptionKind
    ? "does not tell the subscription's name: import it with `rockit-durst import`"
    : "does not tell its number at the server: import it with `rockit-durst import`";

const isOneOf = (values: readonly string[], value: unknown) => values.includes(value as string);

/** What it is, by what it holds; otherwise by the path of the API that it was sent to. */
function kindOf({ says }: OldResource): Kind | undefined {
  const of = (field: string) => fieldOf(says, field);
  const events = of("event") ?? of("events");
  const target = of("url") ?? of("channelId");
  if (isOneOf(rockitSenders, of("sender")) && events !== undefined && target !== undefined) {
    return isOneOf(rockitTargets, of("type") ?? "webhook") ? rockitSubscriptionKind : undefined;
  }
  if (of("hostUri") !== undefined && isOneOf(durstAuthTypes, of("externalAuthType"))) {
    return durstSubscriberKind;
  }
  if (/^STATUS\//.test(String(of("topic")))) return durstSubscriptionKind;
  const paths = pathsOf(says);
  if (paths.some((path) => subscriptionPath.test(path))) return durstSubscriptionKind;
  if (paths.some((path) => /\/api\/v1\/subscribers(\/|$)/.test(path))) return durstSubscriberKind;
  return paths.some((path) => /\/be\/v1\/subscriptions(\/|$)/.test(path))
    ? rockitSubscriptionKind
    : undefined;
}

const subscriptionPath = /\/subscribers\/(\d{1,10})\/subscriptions(\/|$)/;

/** Paths of an API; a receiver's address is none, whatever it looks like. */
const pathsOf = (says: readonly Properties[]): string[] =>
  says.flatMap((layer) =>
    Object.entries(layer).flatMap(([field, value]) =>
      typeof value === "string" && field !== "url" && field !== "hostUri"
        ? value.replace(/[?#].*$/s, "")
        : [],
    ),
  );

/** What identifies the object at its server. */
function idOf(old: OldResource, kind: Kind): string | undefined {
  const { says, id } = old;
  if (kind === rockitSubscriptionKind) {
    const name = fieldOf(says, "name") ?? id;
    return typeof name === "string" && name !== "" ? name : undefined;
  }
  const own = number(fieldOf(says, "id")) ?? number(/(?:^|\D)(\d+)\/?$/.exec(id ?? "")?.[1]);
  if (kind === durstSubscriberKind) return own;
  const given = fieldOf(says, "subscriberId") ?? fieldOf(says, "subscriber");
  const subscriber =
    number(given) ??
    number(pathsOf(says).flatMap((path) => subscriptionPath.exec(path)?.[1] ?? [])[0]) ??
    number(/^(\d+)\D+\d+$/.exec(id ?? "")?.[1]);
  return own === undefined || subscriber === undefined ? undefined : `${subscriber}/${own}`;
}

/** A number as text, as ids have it. */
const number = (value: unknown): string | undefined =>
  (typeof value === "number" && Number.isInteger(value) && value >= 0) ||
  (typeof value === "string" && /^\d{1,10}$/.test(value))
    ? String(Number(value))
    : undefined;

const base64 = z.base64().min(1);

/** The secret that the old state holds at such a place; never the masked form in which a server answers. */
export function secretIn({ says, answers }: OldResource, path: UntoldSecret["path"]): string | undefined {
  const [field = "", nested] = path.split(".");
  const at = (layers: readonly Properties[]) => {
    const value = fieldOf(layers, field);
    return nested === undefined ? value : (value as Properties | undefined)?.[nested];
  };
  const secret = at(says);
  if (typeof secret !== "string" || secret === "") return undefined;
  if (path === "secret") return base64.safeParse(secret).success ? secret : undefined;
  return answers.some((answer) => at([answer]) === secret) ? undefined : secret;
}
