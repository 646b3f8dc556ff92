import * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "./dynamic/adapter";
import type { ProgramAdapter } from "./program/adapter";
import { SettingsProvider } from "./program/settings-provider";

/**
 * Endpoint settings. Every value may be an output or a secret. Omitted settings are read from the
 * environment.
 */
export interface EndpointArgs {
  /**
   * Base URL of the server, including a base path (`https://host.example/pms`). Must be `https`, except on
   * this machine or with `allowInsecureHttp`.
   */
  endpoint?: pulumi.Input<string> | undefined;
  /** PEM certificate of the private authority that signed the server's certificate. Default: none. */
  caCertificate?: pulumi.Input<string> | undefined;
  /** Allows an `http` endpoint, which exposes the credentials to the network. Default `false`. */
  allowInsecureHttp?: pulumi.Input<boolean> | undefined;
  /**
   * Seconds for one attempt of a request. Default 75 for ROCKIT, whose gateway takes up to 60, and 30 for
   * Durst.
   */
  requestTimeout?: pulumi.Input<number> | undefined;
  /**
   * Seconds for one request including retries and the waits between them. Default 300 for ROCKIT and 120 for
   * Durst.
   */
  totalTimeout?: pulumi.Input<number> | undefined;
  /** Maximum number of connections to the server at once. Default 8. */
  maxConnections?: pulumi.Input<number> | undefined;
  /**
   * Accepts that all of several objects are missing on the server; otherwise a refresh stops. Default
   * `false`.
   */
  allowAllMissing?: pulumi.Input<boolean> | undefined;
}

/**
 * Settings of ROCKIT Edge, with a machine account (`orgName`, `username`, `apiKey`) or a token (`authToken`).
 */
export interface RockitArgs extends EndpointArgs {
  /** The organisation. Required with a machine account. */
  orgName?: pulumi.Input<string> | undefined;
  /** Name of the machine account. */
  username?: pulumi.Input<string> | undefined;
  /** Key of the machine account; encrypted in the state. */
  apiKey?: pulumi.Input<string> | undefined;
  /**
   * Token for the header `x-rockit-beauth-token`, used by older versions; prefer a machine account. Encrypted
   * in the state.
   */
  authToken?: pulumi.Input<string> | undefined;
}

/** Settings of one Durst Workflow server. */
export interface DurstArgs extends EndpointArgs {
  /** Name of the account. */
  username?: pulumi.Input<string> | undefined;
  /** Password of the account; encrypted in the state. */
  password?: pulumi.Input<string> | undefined;
  /**
   * Version of the server's login: 2 since server version 1.21.1, 1 before. Default: detected. Set 1 for an
   * older server that answers 401 or 403 to unknown routes.
   */
  loginVersion?: pulumi.Input<1 | 2 | "1" | "2"> | undefined;
}

/** Arguments of a `Provider`: settings per vendor. Omitted settings are read from the environment. */
export interface ProviderArgs {
  /** Settings of ROCKIT Edge. */
  rockit?: RockitArgs | undefined;
  /** Settings of Durst Workflow. */
  durst?: DurstArgs | undefined;
}

/**
 * Settings for the resources that use this provider (`{ provider }`), so that one program can manage several
 * servers. One class for both vendors, because components pass a single provider to their children. Changing
 * its arguments changes no resource.
 *
 * @throws RunError that names an unknown, contradictory or malformed argument
 */
export class Provider extends SettingsProvider {
  /** @internal */
  static readonly adapter: ProgramAdapter = dynamicAdapter;
  /** Settings by configuration key, for this package's functions. @internal */
  readonly settings: pulumi.Output<Record<string, string>>;
  /** @internal */
  readonly adapter: ProgramAdapter;

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    // Loaded on first use: most programs have no provider.
    const {
      providerSettings,
    }: typeof import("./program/provider-settings") = require("./program/provider-settings");
    const { settingsDefinitions }: typeof import("./settings") = require("./settings");
    const settings = providerSettings(settingsDefinitions, name, args);
    const { adapter } = new.target;
    super(adapter.package, name, adapter.providerInputs(settings), opts);
    this.adapter = adapter;
    this.settings = pulumi.output(settings) as pulumi.Output<Record<string, string>>;
  }
}
