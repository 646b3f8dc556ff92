import { SettingsError, type SettingsSource, setting, vendorSettings } from "../../config/settings";
import type { Closeable } from "../../resource/vendor";
import { CliError } from "../print/errors";
import { nextSettings } from "../state/next-settings";
import type { StackResource } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import type { Account, VendorCommands } from "../vendor/vendor";
import { Connections } from "./connections";
import { endpointsOf } from "./endpoints";

/** A server with one connection, for all stacks with resources there. */
export interface Server {
  readonly vendor: VendorCommands;
  /** Host, and the organisation if it is known. */
  readonly name: string;
  readonly run: Closeable;
  /** Resources that are at this server. */
  readonly stackResources: readonly StackResource[];
  /** Unique for server and account. */
  readonly key: string;
  /**
   * Resources that may be at this server: a token does not show its organisation, and settings may be
   * missing.
   */
  readonly possibleResources: () => readonly StackResource[];
}

interface KnownServer extends Server {
  readonly address: Account & { readonly endpoint: string };
  readonly stackResources: StackResource[];
}

/** The servers of the stacks' providers. */
export class Servers implements AsyncDisposable {
  /** Why a server could not be connected. */
  readonly failures: string[] = [];
  private readonly known: KnownServer[] = [];
  /** Resources at unknown servers: they may be at any server of their vendor. */
  private readonly unlocated = new Map<VendorCommands, StackResource[]>();
  private readonly connections = new Connections();

  /** `configured`: the settings of stacks whose states have no provider of these vendors. */
  constructor(
    vendors: readonly VendorCommands[],
    stacks: readonly KnownStack[],
    configured: ReadonlyMap<object, SettingsSource> = new Map(),
  ) {
    for (const vendor of vendors) {
      this.unlocated.set(vendor, []);
      const endpoint = setting(vendor.row.settings, "endpoint");
      const endpoints = stacks.flatMap((stack) => {
        const next = configured.get(stack);
        const own = next?.config(endpoint.key) ? [{ source: next, resources: [] }] : [];
        const all = [...endpointsOf(vendor, stack.state), ...own];
        return all.map((one) => ({ label: stack.label, ...one }));
      });
      for (const { label, source, resources } of endpoints) {
        const list = this.tryConnect(vendor, label, source)?.stackResources ?? this.unlocatedOf(vendor);
        list.push(...resources.map((resource) => ({ stack: label, resource })));
      }
      const environment = process.env;
      if (endpoints.length === 0 && environment[endpoint.variable]) {
        this.tryConnect(vendor, "the environment", { config: () => undefined, environment });
      }
    }
  }

  /**
   * The servers in the stacks' states; for a stack without resources of these vendors, those in its
   * configuration.
   */
  static async of(vendors: readonly VendorCommands[], stacks: readonly KnownStack[]): Promise<Servers> {
    const configured = new Map<KnownStack, SettingsSource>();
    const unread = new Set<string>();
    for (const stack of stacks) {
      const { at, label, state } = stack;
      if (vendors.some((vendor) => endpointsOf(vendor, state).length > 0)) continue;
      try {
        if (at === undefined) unread.add("an export has no configuration: name its stack with --stack");
        else configured.set(stack, await nextSettings({ ...at, cwd: at.cwd ?? "." }));
      } catch (failure) {
        if (!(failure instanceof CliError)) throw failure;
        unread.add(`${label}: ${failure.message}`);
      }
    }
    const servers = new Servers(vendors, stacks, configured);
    if (servers.known.length > 0 || servers.failures.length > 0) return servers;
    const endpoints = vendors.map(({ row }) => setting(row.settings, "endpoint"));
    const either = (names: readonly string[]) => names.join(" or ");
    servers.failures.push(
      `no server was checked: found no endpoint in ${stacks.map(({ label }) => label).join(", ")}${unread.size === 0 ? "" : ` (${[...unread].join("; ")})`}: set ${either(endpoints.map(({ key }) => key))} in the configuration, or ${either(endpoints.map(({ variable }) => variable))} in the environment`,
    );
    return servers;
  }

  /** All servers, by vendor. */
  get all(): readonly Server[] {
    return this.known;
  }

  private unlocatedOf = (vendor: VendorCommands) => this.unlocated.get(vendor) ?? [];

  private tryConnect(vendor: VendorCommands, owner: string, source: SettingsSource): KnownServer | undefined {
    try {
      return this.connectTo(vendor, source);
    } catch (failure) {
      if (!(failure instanceof SettingsError)) throw failure;
      this.failures.push(`the ${vendor.row.settings.title} server of ${owner}: ${failure.message}`);
      return undefined;
    }
  }

  /** Connects to the server of these settings, or returns the existing connection. @throws SettingsError */
  connectTo(vendor: VendorCommands, source: SettingsSource): KnownServer {
    const { endpoint, credentials } = vendorSettings(vendor.row.settings, source);
    const account = vendor.account?.(credentials) ?? {};
    const address = { endpoint: bareUrl(endpoint), ...account };
    const known = this.known.find((one) => one.vendor === vendor && isSame(one.address, address));
    if (known !== undefined) return known;
    const possibleResources = () => [
      ...this.known
        .filter((one) => one.vendor === vendor && mayBeSame(one.address, address))
        .flatMap(({ stackResources }) => stackResources),
      ...this.unlocatedOf(vendor),
    ];
    const { organisation } = account;
    const name = organisation === undefined ? endpoint.host : `${endpoint.host} (${organisation})`;
    const { run } = this.connections.get(vendor, source);
    const key = `${name} ${this.known.length}`;
    const server = { vendor, name, key, address, run, stackResources: [], possibleResources };
    this.known.push(server);
    return server;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.connections[Symbol.asyncDispose]();
  }
}

const bareUrl = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, "")}`;

const isSame = (one: KnownServer["address"], other: KnownServer["address"]) =>
  one.endpoint === other.endpoint && one.organisation === other.organisation && one.token === other.token;

const mayBeSame = (one: KnownServer["address"], other: KnownServer["address"]) =>
  one.endpoint === other.endpoint &&
  (one.organisation === other.organisation ||
    one.organisation === undefined ||
    other.organisation === undefined);
