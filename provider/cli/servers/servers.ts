import { SettingsError, type SettingsSource, setting, vendorSettings } from "../../config/settings";
import type { Closeable } from "../../resource/vendor";
import { CliError } from "../print/errors";
import { nextSettings } from "../state/next-settings";
import type { StackResource } from "../state/ownership";
import type { KnownStack } from "../state/stacks";
import type { Account, VendorCommands } from "../vendor/vendor";
import { Connections } from "./connections";
import { endpointsOf } from "./endpoints";

/** A server, connected once however many stacks have something there. */
export interface Server {
  readonly vendor: VendorCommands;
  /** Host, and the organisation where it is known. */
  readonly name: string;
  readonly run: Closeable;
  readonly holdings: readonly StackResource[];
  /** Tells servers and accounts apart. */
  readonly key: string;
  /** What stacks have where it may be this very server: a token does not show its organisation, and settings may be missing. */
  readonly possibleResources: () => readonly StackResource[];
}

interface Known extends Server {
  readonly address: Account & { readonly endpoint: string };
  readonly holdings: StackResource[];
}

/** The servers of stacks: of their resources' providers, and of providers that have no resource yet. */
export class Servers implements AsyncDisposable {
  /** Why a server is not looked at. */
  readonly failures: string[] = [];
  private readonly known: Known[] = [];
  /** What stacks have at servers that can't be told: it may be at any of the vendor's. */
  private readonly strays = new Map<VendorCommands, StackResource[]>();
  private readonly connections = new Connections();

  /** `configured` has the settings of stacks whose states lead to none of these vendors. */
  constructor(
    vendors: readonly VendorCommands[],
    stacks: readonly KnownStack[],
    configured: ReadonlyMap<object, SettingsSource> = new Map(),
  ) {
    for (const vendor of vendors) {
      this.strays.set(vendor, []);
      const endpoint = setting(vendor.row.settings, "endpoint");
      const places = stacks.flatMap((stack) => {
        const next = configured.get(stack);
        const own = next?.config(endpoint.key) ? [{ source: next, resources: [] }] : [];
        const all = [...endpointsOf(vendor, stack.state), ...own];
        return all.map((one) => ({ label: stack.label, ...one }));
      });
      for (const { label, source, resources } of places) {
        const holdings = this.connect(vendor, label, source)?.holdings ?? this.straysOf(vendor);
        holdings.push(...resources.map((resource) => ({ stack: label, resource })));
      }
      const environment = process.env;
      if (places.length === 0 && environment[endpoint.variable]) {
        this.connect(vendor, "the environment", { config: () => undefined, environment });
      }
    }
  }

  /** Those of the states; of a stack that has nothing of these vendors those of its configuration. */
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
      `no server was checked: nothing in ${stacks.map(({ label }) => label).join(", ")} says where one is${unread.size === 0 ? "" : ` (${[...unread].join("; ")})`}: set ${either(endpoints.map(({ key }) => key))} in the configuration, or ${either(endpoints.map(({ variable }) => variable))} in the environment`,
    );
    return servers;
  }

  /** Vendor by vendor. */
  get all(): readonly Server[] {
    return this.known;
  }

  private straysOf = (vendor: VendorCommands) => this.strays.get(vendor) ?? [];

  private connect(vendor: VendorCommands, whose: string, source: SettingsSource): Known | undefined {
    try {
      return this.at(vendor, source);
    } catch (failure) {
      if (!(failure instanceof SettingsError)) throw failure;
      this.failures.push(`the ${vendor.row.settings.title} server of ${whose}: ${failure.message}`);
      return undefined;
    }
  }

  /** The one that settings lead to. @throws SettingsError */
  at(vendor: VendorCommands, source: SettingsSource): Known {
    const { endpoint, credentials } = vendorSettings(vendor.row.settings, source);
    const account = vendor.account?.(credentials) ?? {};
    const address = { endpoint: bareUrl(endpoint), ...account };
    const known = this.known.find((one) => one.vendor === vendor && isSame(one.address, address));
    if (known !== undefined) return known;
    const possibleResources = () => [
      ...this.known
        .filter((one) => one.vendor === vendor && mayBeSame(one.address, address))
        .flatMap(({ holdings }) => holdings),
      ...this.straysOf(vendor),
    ];
    const { organisation } = account;
    const name = organisation === undefined ? endpoint.host : `${endpoint.host} (${organisation})`;
    const { run } = this.connections.to(vendor, source);
    const key = `${name} ${this.known.length}`;
    const server = { vendor, name, key, address, run, holdings: [], possibleResources };
    this.known.push(server);
    return server;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.connections[Symbol.asyncDispose]();
  }
}

const bareUrl = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, "")}`;

const isSame = (one: Known["address"], other: Known["address"]) =>
  one.endpoint === other.endpoint && one.organisation === other.organisation && one.token === other.token;

const mayBeSame = (one: Known["address"], other: Known["address"]) =>
  one.endpoint === other.endpoint &&
  (one.organisation === other.organisation ||
    one.organisation === undefined ||
    other.organisation === undefined);
