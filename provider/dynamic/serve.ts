import type { dynamic } from "@pulumi/pulumi";
import type { SettingsSource } from "../config/settings";
import { GracefulShutdown } from "../resource/graceful-shutdown";
import { lifecycleNameOf } from "../resource/kind";
import { ObjectOwners } from "../resource/object-owners";
import { nameOf } from "../resource/operation";
import type { Properties } from "../resource/properties";
import { withoutReference } from "../resource/reference";
import { lazyConnection, resourceHandlers } from "../resource/resource-handlers";
import type { AnyLifecycle, AnyVendor } from "../resource/vendor";
import { hostError, noSuchObject } from "./host-error";

type ResourceProvider = dynamic.ResourceProvider<Properties, Properties>;

/**
 * Settings of this plugin process. The engine starts one process per provider instance and may call other
 * methods before `configure` has returned, so `configure` only stores a reference.
 */
export class PluginSettings implements SettingsSource {
  private stored: dynamic.Config | undefined;
  readonly environment = process.env;
  readonly config = (key: string) => this.stored?.get(key);

  store(config: dynamic.Config): void {
    this.stored = config;
  }
}

/** Serves all kinds of all vendors from one process, by the names that the thin references use. */
export function serveAll(vendors: readonly AnyVendor[]): (name: string) => ResourceProvider {
  const settings = new PluginSettings();
  const shutdown = new GracefulShutdown();
  const providers = new Map<string, ResourceProvider>();
  for (const vendor of vendors) {
    const connect = lazyConnection(vendor, settings, shutdown, (line) => console.log(line));
    for (const lifecycle of vendor.lifecycles) {
      providers.set(lifecycleNameOf(lifecycle.kind), serve(lifecycle, settings, connect, shutdown));
    }
    for (const lifecycle of vendor.stateOnlyLifecycles ?? [])
      providers.set(
        lifecycleNameOf(lifecycle.kind),
        serve(lifecycle, settings, () => undefined),
      );
  }
  return (name) => {
    const provider = providers.get(name);
    if (provider === undefined) throw new Error(`unknown lifecycle ${name}`);
    return provider;
  };
}

/**
 * Serves a lifecycle to the engine as a dynamic provider. `connect` connects to the vendor's server on first
 * use.
 */
export function serve(
  lifecycle: AnyLifecycle,
  settings: PluginSettings,
  connect: () => unknown,
  shutdown?: GracefulShutdown,
): ResourceProvider {
  const handlers = resourceHandlers(lifecycle, {
    connect,
    shutdown,
    owners: new ObjectOwners(lifecycle.kind),
    log: (line, object) => console.log(`${nameOf(lifecycle, object)}: ${line}`),
    failed: hostError(lifecycle),
  });
  return {
    async configure({ config }) {
      settings.store(config);
    },
    async check(olds, news) {
      const { inputs, failures } = await handlers.check(withoutReference(olds), withoutReference(news));
      // The reason names the field: with `property` set, the engine would print the value, even a secret one.
      const reasons = failures.map(({ field, reason }) => ({ property: "", reason: `${field} ${reason}` }));
      return { inputs, failures: reasons };
    },
    async diff(id, olds, news) {
      const { changes, replaces, deleteBeforeReplace } = await handlers.diff(
        id,
        withoutReference(olds),
        withoutReference(news),
      );
      return {
        changes: changes.length > 0,
        replaces: [...replaces],
        deleteBeforeReplace,
      };
    },
    async create(news) {
      const { id, outputs } = await handlers.create(withoutReference(news));
      return { id, outs: outputs };
    },
    async read(id, olds = {}) {
      const known = withoutReference(olds);
      const found = await handlers.read(id, known);
      if (found !== undefined) return { id, props: found.outputs, inputs: found.inputs };
      // The engine would take `{}` for an object without properties.
      if (isEmpty(known)) throw noSuchObject(lifecycle, id);
      return {};
    },
    update: async (id, olds, news) => ({
      outs: await handlers.update(id, withoutReference(olds), withoutReference(news)),
    }),
    delete: (id, olds) => handlers.delete(id, withoutReference(olds)),
  };
}

/** Whether nothing but the id is known, as in a `get`. */
const isEmpty = (known: Properties) => Object.keys(known).length === 0;
