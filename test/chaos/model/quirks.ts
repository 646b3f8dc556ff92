import fc from "fast-check";
import type { DurstOptions, RockitOptions } from "../../simulators/index.ts";
import { record } from "./record.ts";

/** Deviations of servers and networks from the documented behaviour. */
export interface Quirks {
  readonly rockit: RockitOptions;
  readonly durst: DurstOptions;
}

/** CHAOS_ONLY=compressed,spellings: every history has these quirks and no others. `plain`: no quirks. */
const chosenQuirks = process.env["CHAOS_ONLY"]?.split(",");

const knownQuirks = [
  ...(["secret-form", "normalised", "compressed", "odd-lists", "ignored-offset", "firewall"] as const),
  ...(["absent-fields", "text-ids", "put-answers", "mask-per-write", "create-path"] as const),
  ...(["spellings", "proxies", "gateways", "odd-secrets", "rate-limit", "temporary"] as const),
];
type QuirkName = (typeof knownQuirks)[number];

const unknown = chosenQuirks?.find((name) => name !== "plain" && !knownQuirks.includes(name as QuirkName));
if (unknown !== undefined) throw new Error(`CHAOS_ONLY knows ${knownQuirks.join(", ")}, and not ${unknown}`);

/** CHAOS_ONLY is set. */
export const hasChosenQuirks = chosenQuirks !== undefined;

export const isQuirkOn = (name: QuirkName): boolean =>
  chosenQuirks === undefined || chosenQuirks.includes(name);

const oneOf = fc.constantFrom;

const oddEntries = [
  { name: "odd-numbers", sender: 7, type: null, url: 4711, event: 1, events: null },
  { name: "odd-texts", sender: "deploy", type: "webhook", url: "", events: "begin" },
  { name: "odd-others", owner: { id: 1 }, labels: ["x"], type: "email", events: [{}] },
];
const oddDurstEntries = [
  { id: 900, topic: null, status: "PAUSED", owner: {} },
  { id: 901, path: 7, topic: 4711, status: null },
];

const urls = [
  ...(["host-case", "bare-host-slash", "default-port", "punycode"] as const),
  ...(["percent-encoding", "percent-case", "dot-segments"] as const),
];

const serverQuirks: Partial<Record<QuirkName, fc.Arbitrary<Partial<Quirks>>>> = {
  "secret-form": record({
    rockit: record({
      secretForm: oneOf("unpadded", "base64url", "base64url-unpadded", "line-break", "wrapped"),
      slackSecretAnswer: oneOf("given", "missing"),
    }),
  }),
  normalised: record({
    rockit: record({ normalises: fc.subarray([...urls, "nfc" as const], { minLength: 1 }) }),
    durst: record({
      normalises: fc.subarray([...urls, "trailing-slash" as const, "header-case" as const], { minLength: 1 }),
    }),
  }),
  compressed: oneOf("gzip", "br", "deflate").map((compress) => ({
    rockit: { compress },
    durst: { compress },
  })),
  "odd-lists": oneOf("ignored", "refused").map((plusSign) => ({
    rockit: { plusSign, foreignEntries: oddEntries },
    durst: { foreignEntries: oddDurstEntries },
  })),
  // A first page that is not the whole list could never be read to its end.
  "ignored-offset": oneOf("first-page", "all").map((paging) => ({ rockit: { paging, maxPageSize: 100 } })),
  firewall: fc.constant({ rockit: { firewall: true } }),
  "rate-limit": fc.constant({ rockit: { rateLimit: { perSecond: 6 } } }),
  "absent-fields": record({
    durst: record({
      absentPath: oneOf("absent", "empty", "slash", "null"),
      unusedAuthentication: oneOf("absent", "empty-object", "empty-fields"),
      signingMethod: oneOf("shown", "omitted"),
    }),
  }),
  "text-ids": fc.constant({ durst: { ids: "text" } }),
  "put-answers": oneOf("empty", "no-content").map((putAnswer) => ({ durst: { putAnswer } })),
  "mask-per-write": fc.constant({ durst: { masking: "per-write" } }),
  "create-path": oneOf(400, 405).map((unknownCreatePath) => ({ durst: { unknownCreatePath } })),
};

/** Behaviour under which no run converges. A server shows it during one command only. */
export const temporaryQuirks: fc.Arbitrary<Partial<Quirks>> = fc.oneof(
  oneOf("missing", "empty", "null", "number", "object").map((secretAnswer) => ({ rockit: { secretAnswer } })),
  fc.constant({ rockit: { foreignEntries: [{ sender: "deploy", type: "webhook" }] } }),
  fc.constant({ rockit: { maintenance: true } }),
  fc.constant({
    rockit: { permissions: ["subscriptions.create" as const, "subscriptions.delete" as const] },
  }),
  fc.constant({ durst: { foreignEntries: [{ topic: "STATUS/*", status: "ACTIVE" }] } }),
  fc.constant({ durst: { notFoundBody: "html" as const } }),
);

const none: Partial<Quirks> = {};

/** About half of the histories run without quirks, the others with a few at once. */
export const quirks: fc.Arbitrary<Quirks> = fc
  .tuple(
    hasChosenQuirks ? fc.constant(true) : fc.boolean(),
    ...Object.entries(serverQuirks)
      .filter(([name]) => isQuirkOn(name as QuirkName))
      .map(([, quirk]) => {
        const mayOccur = fc.oneof(
          { weight: 2, arbitrary: fc.constant(none) },
          { weight: 1, arbitrary: quirk },
        );
        return hasChosenQuirks ? quirk : mayOccur;
      }),
  )
  .map(([isQuirky, ...drawn]) => ({
    rockit: Object.assign({}, ...(isQuirky ? drawn.map(({ rockit }) => rockit) : [])),
    durst: Object.assign({}, ...(isQuirky ? drawn.map(({ durst }) => durst) : [])),
  }));
