import { expect, onTestFinished } from "vitest";
import { PartialOperationError } from "../../../provider/resource/errors.ts";
import { RockitRun } from "../../../provider/rockit/run.ts";
import type { RockitSettings } from "../../../provider/rockit/settings.ts";
import { rockitSubscriptionLifecycle } from "../../../provider/rockit/subscription-lifecycle.ts";
import { driverOf, rockitSettingsOf } from "../../helpers/lifecycles.ts";
import type { RockitNewSubscription, RockitSimulator } from "../../simulators/index.ts";
import { retryWithoutWaits } from "../http/retry-without-waits.ts";
import { slack, webhook } from "./declarations.ts";
import { startServerForEachTest } from "./server.ts";

export { slack, webhook };

/** Retries without waits, and a simulator for each test of the file. */
export function setUpCreationTests(): void {
  retryWithoutWaits();
  startServerForEachTest();
}

export const asNewSubscription = (fields: object) => fields as RockitNewSubscription;
/** Another owner's subscriptions of the same names. */
export const foreignSubscriptions = {
  webhook: { ...webhook, sender: "dltar", url: "https://theirs.example/" },
  slack: { ...slack, channelId: "theirs" },
};

const listPath = "/be/v1/subscriptions";
export const listRequest = { route: `GET ${listPath}` };
export const createRequest = { route: `POST ${listPath}` };
export const deleteRequest = { route: `DELETE ${listPath}/:name` };
export const unavailable = { kind: "status", status: 503, acts: false } as const;

/** The time in the state until which the server may still act on an unanswered request. */
export const mayAppearUntil = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

export const nameConflictAdvice = (name: string) =>
  `; a subscription of this name already exists: choose another name, or omit it to generate one; read the existing one with RockitSubscription.get("…", "${name}"); import it with \`rockit-durst import\`; or set onConflict to "replace", which deletes it and its signing secret for everyone who uses it`;
export const createdAgainMessage =
  "its signing secret was lost with the server's answer; it was deleted and is created again";
export const replacedMessage =
  'a subscription of this name existed and was deleted (onConflict: "replace"); its signing secret is no longer valid';

/** Hooks that run between the steps of a creation, each time that the step is reached. */
interface RunHooks {
  readonly beforeCreating?: () => unknown;
  readonly beforeLookup?: () => unknown;
  readonly afterLookup?: () => unknown;
  readonly afterDeleting?: () => unknown;
  /** Milliseconds in which the server may still act. A simulator acts at once or never. */
  readonly lateEffectWindow?: number;
}

/** A run that calls the hooks. */
class HookedRun extends RockitRun {
  override readonly lateEffectWindow: number;
  readonly #hooks: RunHooks;

  constructor(settings: RockitSettings, hooks: RunHooks) {
    super(settings);
    this.#hooks = hooks;
    this.lateEffectWindow = hooks.lateEffectWindow ?? 50;
  }

  override async subscribe(request: Parameters<RockitRun["subscribe"]>[0]) {
    await this.#hooks.beforeCreating?.();
    return super.subscribe(request);
  }

  override async lookUp(name: string) {
    await this.#hooks.beforeLookup?.();
    const found = await super.lookUp(name);
    await this.#hooks.afterLookup?.();
    return found;
  }

  override async unsubscribe(name: string) {
    await super.unsubscribe(name);
    await this.#hooks.afterDeleting?.();
  }
}

/** An engine in a run of its own. It expects that each successful creation returns the server's secret. */
export function startCheckedEngine(
  server: RockitSimulator,
  settings: Partial<RockitSettings> = {},
  hooks: RunHooks = {},
) {
  const api = new HookedRun(rockitSettingsOf(server, settings), hooks);
  onTestFinished(() => api.close());
  const engine = driverOf(rockitSubscriptionLifecycle, api);
  const expectServersSecret = (known: SubscriptionState): SubscriptionState => {
    expect(known.outputs.secret).toBe(server.secretOf(known.id));
    expect(known.outputs.unfinished).toBeUndefined();
    return known;
  };
  return {
    ...engine,
    create: (news: object) => engine.create({ ...news }).then(expectServersSecret),
    change: (known: SubscriptionState, news: object) =>
      engine.change(known, { ...news }).then(expectServersSecret),
  };
}

type Lifecycle = typeof rockitSubscriptionLifecycle;
export type SubscriptionState = Awaited<ReturnType<Lifecycle["create"]>>;

/** Expects a finished subscription: as declared, with the server's secret, and nothing planned. */
export async function expectFinished(
  server: RockitSimulator,
  known: SubscriptionState,
  declared: object,
): Promise<void> {
  const { secret, secretIssuedAt, ...rest } = known.outputs;
  expect(rest).toEqual(declared);
  expect(secret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(secret).toBe(server.secretOf(known.id));
  expect(new Date(`${secretIssuedAt}`).toISOString()).toBe(secretIssuedAt);
  expect([...server.subscriptions.keys()]).toEqual([known.id]);
  const later = startCheckedEngine(server);
  expect(await later.refresh(known)).toEqual(known);
  expect(later.plan(known, { ...declared })).toMatchObject({ changes: [], replaces: [] });
}

/** The methods of the requests from the first write on. Successive GET requests count as one. */
export function stepsOf(server: RockitSimulator): string[] {
  const methods = server.requests.map(({ method }) => method);
  return methods
    .slice(methods.findIndex((method) => method !== "GET"))
    .filter((method, index, all) => method !== "GET" || all[index - 1] !== "GET");
}

export const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail("nothing failed"),
    (failure) => failure,
  );

/** The state that an unfinished creation leaves, as the engine stores it. */
export async function unfinishedStateOf(
  work: Promise<unknown>,
): Promise<SubscriptionState & { failure: unknown; remedy: string }> {
  const failure = await failureOf(work);
  if (!(failure instanceof PartialOperationError)) throw failure;
  const { id, outputs, remedy } = failure;
  return { id, outputs: JSON.parse(JSON.stringify(outputs)), failure: failure.failure, remedy };
}
