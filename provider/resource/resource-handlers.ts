import { type SettingsSource, vendorSettings } from "../config/settings";
import type { GracefulShutdown } from "./graceful-shutdown";
import type { CheckResult, Operation, Plan } from "./lifecycle";
import { type OperationHost, operate } from "./operation";
import { type Properties, withoutUndefined } from "./properties";
import type { AnyLifecycle, AnyVendor } from "./vendor";

/** Result of reading an object: its outputs, and the declared inputs within them. */
interface ReadResult {
  readonly outputs: Properties;
  readonly inputs: Properties;
}

/**
 * Operations of a lifecycle for an adapter: on data without `undefined`, with errors in the form that the
 * adapter's host expects.
 */
export interface ResourceHandlers {
  check(olds: Properties, news: Properties): Promise<CheckResult>;
  diff(id: string, outputs: Properties, inputs: Properties): Promise<Plan>;
  create(inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  /** `undefined` if the object certainly does not exist. */
  read(id: string, outputs: Properties): Promise<ReadResult | undefined>;
  update(id: string, outputs: Properties, inputs: Properties): Promise<Properties>;
  delete(id: string, outputs: Properties): Promise<void>;
}

/** Wraps a lifecycle for an adapter. */
export function resourceHandlers<Run>(
  lifecycle: AnyLifecycle<Run>,
  host: OperationHost<Run>,
): ResourceHandlers {
  const during = <T>(
    verb: string,
    object: Properties,
    work: (operation: Operation<Run>) => T | Promise<T>,
    wanted?: Properties,
  ) => operate(lifecycle, host, verb, object, work, wanted);
  return {
    check: (olds, news) =>
      during("checking", news, () => {
        const { inputs, failures } = lifecycle.check(olds, news);
        return { inputs: withoutUndefined(inputs), failures };
      }),
    diff: (id, outputs, inputs) =>
      during("comparing", { ...outputs, id }, ({ log }) => {
        const plan = lifecycle.diff(id, outputs, inputs);
        host.owners?.noteDiff(id, outputs, plan);
        if (plan.note !== undefined) log(plan.note);
        return plan;
      }),
    create: (inputs) =>
      during("creating", inputs, async (operation) => {
        const { id, outputs } = await lifecycle.create(operation, inputs);
        return { id, outputs: withoutUndefined(outputs) };
      }),
    read: (id, outputs) =>
      during("reading", { ...outputs, id }, async (operation) => {
        const found = await lifecycle.read(operation, id, outputs);
        if (found === undefined) return undefined;
        // Without known outputs this is a `get` or an import, not a refresh.
        if (Object.keys(outputs).length > 0) host.owners?.noteRefresh(id);
        return { outputs: withoutUndefined(found), inputs: withoutUndefined(lifecycle.inputsOf(found)) };
      }),
    update: (id, outputs, inputs) =>
      during(
        "updating",
        { ...outputs, id },
        async (operation) => withoutUndefined(await lifecycle.update(operation, id, outputs, inputs)),
        inputs,
      ),
    delete: (id, outputs) =>
      during("deleting", { ...outputs, id }, (operation) => lifecycle.delete(operation, id, outputs)),
  };
}

/** Connects to a vendor's server on first use, once. */
export function lazyConnection(
  vendor: AnyVendor,
  source: SettingsSource,
  shutdown: GracefulShutdown,
  log: (line: string) => void,
): () => unknown {
  let run: unknown;
  return () => {
    run ??= vendor.connect({ ...vendorSettings(vendor.settings, source), stopped: shutdown.stopped, log });
    return run;
  };
}
