import { SettingsError, type SettingsSource } from "../../config/settings";
import { DurstRun } from "../../durst/run";
import { durstSettings } from "../../durst/settings";
import { RockitRun } from "../../rockit/run";
import { rockitSettings } from "../../rockit/settings";
import { settingsOf } from "./export";
import type { Holding } from "./ownership";
import type { KnownStack } from "./stacks";

type Vendor = "rockit" | "durst";

/** A server, connected once however many stacks have something there. */
interface ServerOf<Api> {
  /** Host, and the organisation where it is known. */
  readonly name: string;
  readonly api: Api;
  readonly holdings: Holding[];
  /** What stacks have where it may be this very server: a token does not tell its organisation, and settings may be missing. */
  readonly neighbours: () => readonly Holding[];
}

export type RockitServer = ServerOf<RockitRun>;
export type DurstServer = ServerOf<DurstRun>;

interface Address {
  readonly name: string;
  readonly endpoint: string;
  /** Absent where a token stands for it. */
  readonly organisation?: string | undefined;
  readonly token?: string | undefined;
}

interface Place {
  readonly stack: KnownStack;
  readonly provider: string | undefined;
  readonly source: SettingsSource;
}

const providerType = "pulumi:providers:pulumi-nodejs";

/** The servers of stacks: of their resources' providers, and of providers that have no resource yet. */
export class Servers implements AsyncDisposable {
  readonly rockit: RockitServer[] = [];
  readonly durst: DurstServer[] = [];
  /** Why a server is not looked at. */
  readonly failures: string[] = [];
  /** What stacks have at servers that can't be told: it may be at any. */
  private readonly strays: Record<Vendor, Holding[]> = { rockit: [], durst: [] };
  private readonly known: { vendor: Vendor; address: Address; server: ServerOf<RockitRun | DurstRun> }[] = [];

  constructor(stacks: readonly KnownStack[]) {
    for (const vendor of ["rockit", "durst"] as const) {
      const places = stacks.flatMap((stack) => placesOf(vendor, stack));
      for (const place of places) this.connect(vendor, place);
      const environment = process.env;
      if (places.length === 0 && environment[`${vendor.toUpperCase()}_ENDPOINT`]) {
        this.connectTo(vendor, "the environment", { config: () => undefined, environment });
      }
    }
  }

  private connect(vendor: Vendor, { stack, provider, source }: Place): void {
    const server = this.connectTo(vendor, stack.label, source);
    const its = stack.state.resources.filter(
      (resource) =>
        resource.provider === provider && resource.type.startsWith(`pulumi-nodejs:dynamic/${vendor}:`),
    );
    const holdings = server?.holdings ?? this.strays[vendor];
    holdings.push(...its.map((resource) => ({ stack: stack.label, resource })));
  }

  private connectTo(vendor: Vendor, whose: string, source: SettingsSource) {
    try {
      return vendor === "rockit" ? this.rockitAt(source) : this.durstAt(source);
    } catch (failure) {
      if (!(failure instanceof SettingsError)) throw failure;
      this.failures.push(
        `the ${vendor === "rockit" ? "ROCKIT" : "Durst"} server of ${whose}: ${failure.message}`,
      );
      return undefined;
    }
  }

  private rockitAt(source: SettingsSource): RockitServer {
    const settings = rockitSettings(source);
    const { credentials, endpoint } = settings;
    const organisation = "orgName" in credentials ? credentials.orgName : undefined;
    const token = "authToken" in credentials ? credentials.authToken : undefined;
    const name = organisation === undefined ? endpoint.host : `${endpoint.host} (${organisation})`;
    const address = { name, endpoint: plainly(endpoint), organisation, token };
    return this.once("rockit", address, this.rockit, () => new RockitRun(settings));
  }

  private durstAt(source: SettingsSource): DurstServer {
    const settings = durstSettings(source);
    const address = { name: settings.endpoint.host, endpoint: plainly(settings.endpoint) };
    return this.once("durst", address, this.durst, () => new DurstRun(settings));
  }

  private once<Api extends RockitRun | DurstRun>(
    vendor: Vendor,
    address: Address,
    servers: ServerOf<Api>[],
    connect: () => Api,
  ): ServerOf<Api> {
    const known = this.known.find((one) => one.vendor === vendor && isSame(one.address, address));
    if (known !== undefined) return known.server as ServerOf<Api>;
    const neighbours = () => [
      ...this.known
        .filter((one) => one.vendor === vendor && mayBeSame(one.address, address))
        .flatMap(({ server }) => server.holdings),
      ...this.strays[vendor],
    ];
    const server = { name: address.name, api: connect(), holdings: [], neighbours };
    this.known.push({ vendor, address, server });
    servers.push(server);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.known.map(({ server }) => server.api.close()));
  }
}

function placesOf(vendor: Vendor, stack: KnownStack): Place[] {
  const { resources } = stack.state;
  const used = resources
    .filter(({ type }) => type.startsWith(`pulumi-nodejs:dynamic/${vendor}:`))
    .map(({ provider }) => provider);
  const configured = resources
    .filter(({ type, inputs }) => type === providerType && inputs?.[`${vendor}:endpoint`] !== undefined)
    .map(({ urn, id }) => `${urn}::${id}`);
  return [...new Set([...used, ...configured])].map((provider) => ({
    stack,
    provider,
    source: settingsOf({ urn: "", type: "", ...(provider === undefined ? {} : { provider }) }, stack.state),
  }));
}

const plainly = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, "")}`;

const isSame = (one: Address, other: Address) =>
  one.endpoint === other.endpoint && one.organisation === other.organisation && one.token === other.token;

const mayBeSame = (one: Address, other: Address) =>
  one.endpoint === other.endpoint &&
  (one.organisation === other.organisation ||
    one.organisation === undefined ||
    other.organisation === undefined);
