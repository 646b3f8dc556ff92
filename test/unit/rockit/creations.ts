import { expect, onTestFinished } from "vitest";
import { PartialOperationError } from "../../../provider/resource/errors.ts";
import { RockitRun } from "../../../provider/rockit/run.ts";
import type { RockitSettings } from "../../../provider/rockit/settings.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf, rockitSettingsOf } from "../../helpers/lifecycles.ts";
import type { RockitNewSubscription, RockitSimulator } from "../../simulators/index.ts";
import { slack, webhook } from "./declared.ts";

export { slack, webhook };

export const asNew = (fields: object) => fields as RockitNewSubscription;
/** Another owner's subscriptions of the same names. */
export const others = {
  webhook: { ...webhook, sender: "dltar", url: "https://theirs.example/" },
  slack: { ...slack, channelId: "theirs" },
};

const path = "/be/v1/subscriptions";
export const toList = { route: `GET ${path}` };
export const toCreate = { route: `POST ${path}` };
export const toDelete = { route: `DELETE ${path}/:name` };
export const unavailable = { kind: "status", status: 503, acts: false } as const;

/** The time in the state until which the server may still act on an unanswered request. */
export const mayAppearUntil = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

export const waysOut = (name: string) =>
  `; a subscription of this name already exists: choose another name, or omit it to generate one; read the existing one with RockitSubscription.get("…", "${name}"); import it with \`rockit-durst import\`; or set onConflict to "replace", which deletes it and its signing secret for everyone who uses it`;
export const createdAgain =
  "its signing secret was lost with the server's answer; it was deleted and is created again";
export const replacesTheirs =
  'a subscription of this name existed and was deleted (onConflict: "replace"); its signing secret is no longer valid';

/** Hooks that run between the steps of a creation, each time that the step is reached. */
interface Meanwhile {
  readonly beforeCreating?: () => unknown;
  readonly beforeLooking?: () => unknown;
  readonly afterLooking?: () => unknown;
  readonly afterDeleting?: () => unknown;
  /** Milliseconds in which the server may still act; a simulator acts at once or never. */
  readonly lateEffectWindow?: number;
}

/** A run that calls the hooks at known points. */
class WatchedRun extends RockitRun {
  override readonly lateEffectWindow: number;
  readonly #meanwhile: Meanwhile;

  constructor(settings: RockitSettings, meanwhile: Meanwhile) {
    super(settings);
    this.#meanwhile = meanwhile;
    this.lateEffectWindow = meanwhile.lateEffectWindow ?? 50;
  }

  override async subscribe(request: Parameters<RockitRun["subscribe"]>[0]) {
    await this.#meanwhile.beforeCreating?.();
    return super.subscribe(request);
  }

  override async lookUp(name: string) {
    await this.#meanwhile.beforeLooking?.();
    const found = await super.lookUp(name);
    await this.#meanwhile.afterLooking?.();
    return found;
  }

  override async unsubscribe(name: string) {
    await super.unsubscribe(name);
    await this.#meanwhile.afterDeleting?.();
  }
}

/** One run of the engine. Each successful creation must return the server's secret. */
export function start(
  server: RockitSimulator,
  settings: Partial<RockitSettings> = {},
  meanwhile: Meanwhile = {},
) {
  const api = new WatchedRun(rockitSettingsOf(server, settings), meanwhile);
  onTestFinished(() => api.close());
  const engine = driverOf(rockitSubscriptionLifecycle, api);
  const withTheServersSecret = (known: Known): Known => {
    expect(known.outputs.secret).toBe(server.secretOf(known.id));
    expect(known.outputs.unfinished).toBeUndefined();
    return known;
  };
  return {
    ...engine,
    create: (news: object) => engine.create({ ...news }).then(withTheServersSecret),
    change: (known: Known, news: object) => engine.change(known, { ...news }).then(withTheServersSecret),
  };
}

type Lifecycle = typeof rockitSubscriptionLifecycle;
export type Known = Awaited<ReturnType<Lifecycle["create"]>>;

/** Expects a finished subscription: as declared, with the server's secret, and nothing planned. */
export async function expectFinished(server: RockitSimulator, known: Known, declared: object): Promise<void> {
  const { secret, secretIssuedAt, ...rest } = known.outputs;
  expect(rest).toEqual(declared);
  expect(secret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(secret).toBe(server.secretOf(known.id));
  expect(new Date(`${secretIssuedAt}`).toISOString()).toBe(secretIssuedAt);
  expect([...server.subscriptions.keys()]).toEqual([known.id]);
  const later = start(server);
  expect(await later.refresh(known)).toEqual(known);
  expect(later.plan(known, { ...declared })).toMatchObject({ changes: [], replaces: [] });
}

/** The steps from the first write on, in order; a list read is one step, in any number of requests. */
export function steps(server: RockitSimulator): string[] {
  const methods = server.requests.map(({ method }) => (method === "GET" ? "look" : method));
  return methods
    .slice(methods.findIndex((method) => method !== "look"))
    .filter((method, index, all) => method !== "look" || all[index - 1] !== "look");
}

export const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail("nothing failed"),
    (failure) => failure,
  );

/** The state that an unfinished creation leaves, as the engine stores it. */
export async function keptOf(work: Promise<unknown>): Promise<Known & { failure: unknown; remedy: string }> {
  const failure = await failureOf(work);
  if (!(failure instanceof PartialOperationError)) throw failure;
  const { id, outputs, remedy } = failure;
  return { id, outputs: JSON.parse(JSON.stringify(outputs)), failure: failure.failure, remedy };
}
