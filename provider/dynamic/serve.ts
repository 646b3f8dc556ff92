import type { dynamic } from "@pulumi/pulumi";
import { type SettingsSource, vendorSettings } from "../config/settings";
import { PreconditionError } from "../resource/errors";
import { GracefulShutdown } from "../resource/graceful-shutdown";
import { KeptObjects } from "../resource/kept-objects";
import { lifecycleNameOf } from "../resource/kind";
import type { Lifecycle, Operation } from "../resource/lifecycle";
import { nameOf, operate } from "../resource/operation";
import { type Properties, withoutUndefined } from "../resource/properties";
import type { AnyVendor } from "../resource/vendor";
import { thrownToHost } from "./host-error";
import { referenceKey } from "./reference";

type ResourceProvider = dynamic.ResourceProvider<Properties, Properties>;

/**
 * The settings of this plugin process. The engine starts one process per provider instance and may call other
 * methods before `configure` has returned, so that configuring stores a reference and does nothing else.
 */
export class PluginSettings implements SettingsSource {
  private stored: dynamic.Config | undefined;
  readonly environment = process.env;
  readonly config = (key: string) => this.stored?.get(key);

  store(config: dynamic.Config): void {
    this.stored = config;
  }
}

/** Serves all kinds of all vendors from one process, each by the name that the thin reference leads to. */
export function serveAll(vendors: readonly AnyVendor[]): (name: string) => ResourceProvider {
  const settings = new PluginSettings();
  const shutdown = new GracefulShutdown();
  const providers = new Map<string, ResourceProvider>();
  for (const vendor of vendors) {
    const connect = once(() =>
      vendor.connect({
        ...vendorSettings(vendor.settings, settings),
        stopped: shutdown.stopped,
        say: (line) => console.log(line),
      }),
    );
    for (const lifecycle of vendor.lifecycles) {
      providers.set(lifecycleNameOf(lifecycle.kind), serve(lifecycle, settings, connect, shutdown));
    }
  }
  return (name) => {
    const provider = providers.get(name);
    if (provider === undefined) throw new Error(`no lifecycle is called ${name}`);
    return provider;
  };
}

const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/**
 * Serves a lifecycle to the engine as a dynamic provider. `connect` begins the run at the vendor's server when it is first needed; a signal
 * waits for what is under way.
 */
export function serve<Run, Inputs extends object, Outputs extends Inputs>(
  lifecycle: Lifecycle<Run, Inputs, Outputs>,
  settings: PluginSettings,
  connect: () => Run,
  shutdown?: GracefulShutdown,
): ResourceProvider {
  const kept = new KeptObjects(lifecycle.kind);
  const host = {
    connect,
    shutdown,
    kept,
    log: (line: string, object: Properties) => console.log(`${nameOf(lifecycle, object)}: ${line}`),
    failed: thrownToHost,
  };
  const during = <T>(
    verb: string,
    object: Properties,
    work: (operation: Operation<Run>) => T | Promise<T>,
    wanted?: Properties,
  ) => operate(lifecycle, host, verb, object, work, wanted);
  // The engine carries plain data; these are the places where it becomes what the lifecycle's check let through.
  const inputs = (properties: Properties) => withoutReference(properties) as Inputs;
  const outputs = (properties: Properties) => withoutReference(properties) as Outputs;

  return {
    async configure({ config }) {
      settings.store(config);
    },
    async check(olds, news) {
      return during("checking", news, () => {
        const checked = lifecycle.check(withoutReference(olds), withoutReference(news));
        // Named as a property, the engine would print the field's value, a secret one too: the reason names the field.
        const failures = checked.failures.map(({ field, reason }) => ({
          property: "",
          reason: `${field} ${reason}`,
        }));
        return { inputs: withoutUndefined(checked.inputs), failures };
      });
    },
    async diff(id, olds, news) {
      return during("comparing", { ...olds, id }, ({ say }) => {
        const plan = lifecycle.diff(id, outputs(olds), inputs(news));
        kept.compared(id, withoutReference(olds), plan);
        if (plan.note !== undefined) say(plan.note);
        const { changes, replaces, deleteBeforeReplace } = plan;
        return { changes: changes.length > 0, replaces: [...replaces], deleteBeforeReplace };
      });
    },
    async create(news) {
      return during("creating", news, async (operation) => {
        const created = await lifecycle.create(operation, inputs(news));
        return { id: created.id, outs: withoutUndefined(created.outputs) };
      });
    },
    async read(id, olds = {}) {
      return during("reading", { ...olds, id }, async (operation) => {
        const known = withoutReference(olds);
        const found = await lifecycle.read(operation, id, known as Partial<Outputs>);
        if (found === undefined) {
          // The engine would take the answer for an object without properties.
          if (isEmpty(known))
            throw new PreconditionError("there is none: check its id, which a `get` must name exactly");
          return {};
        }
        return { id, props: withoutUndefined(found), inputs: withoutUndefined(lifecycle.inputsOf(found)) };
      });
    },
    async update(id, olds, news) {
      const update = async (operation: Operation<Run>) => ({
        outs: withoutUndefined(await lifecycle.update(operation, id, outputs(olds), inputs(news))),
      });
      return during("updating", { ...olds, id }, update, news);
    },
    async delete(id, olds) {
      return during("deleting", { ...olds, id }, (operation) =>
        lifecycle.delete(operation, id, outputs(olds)),
      );
    },
  };
}

/** Of an object that is only read, the program says no more than its id; of a known one there is always more. */
const isEmpty = (known: Properties) => Object.keys(known).length === 0;

function withoutReference(properties: Properties): Properties {
  const { [referenceKey]: _, ...own } = properties;
  return own;
}
