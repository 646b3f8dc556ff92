import * as pulumi from "@pulumi/pulumi";
import { dynamicAdapter } from "./dynamic/adapter";
import type { ProgramAdapter } from "./program/adapter";
import { SettingsProvider } from "./program/settings-provider";

/** How an endpoint is reached. Every value may be an output or a secret; what is left out is taken from the environment. */
export interface EndpointArgs {
  /** Base URL of the server, with its base path if it has one (`https://host.example/pms`); `https` unless `allowInsecureHttp`, or on this machine. */
  endpoint?: pulumi.Input<string> | undefined;
  /** PEM text of the authority that signed the server's certificate, when it is a private one. */
  caCertificate?: pulumi.Input<string> | undefined;
  /** Allows an `http` endpoint, which shows the credentials to the network. Default false. */
  allowInsecureHttp?: pulumi.Input<boolean> | undefined;
  /** Seconds one request may take. Default 75 for ROCKIT, whose gateway takes up to 60, and 30 for Durst. */
  requestTimeout?: pulumi.Input<number> | undefined;
  /** Seconds a request may take with its repetitions and the waits between them. Default 300 for ROCKIT and 120 for Durst. */
  totalTimeout?: pulumi.Input<number> | undefined;
  /** Connections open to the server at once. Default 8. */
  maxConnections?: pulumi.Input<number> | undefined;
  /** Believes the server when none of several objects is found, instead of taking it for another one. Default false. */
  allowAllMissing?: pulumi.Input<boolean> | undefined;
}

/** ROCKIT Edge, with a machine account (`orgName`, `username`, `apiKey`) or a token (`authToken`). */
export interface RockitArgs extends EndpointArgs {
  orgName?: pulumi.Input<string> | undefined;
  username?: pulumi.Input<string> | undefined;
  /** Kept encrypted. */
  apiKey?: pulumi.Input<string> | undefined;
  /** For `x-rockit-beauth-token`, the way of older versions: prefer a machine account. Kept encrypted. */
  authToken?: pulumi.Input<string> | undefined;
}

/** One server of Durst Workflow. */
export interface DurstArgs extends EndpointArgs {
  username?: pulumi.Input<string> | undefined;
  /** Kept encrypted. */
  password?: pulumi.Input<string> | undefined;
  /** The server's login: 2 since version 1.21.1, 1 before. Default: found out; an older server may need it where it answers 401 or 403 to unknown routes. */
  loginVersion?: pulumi.Input<1 | 2 | "1" | "2"> | undefined;
}

export interface ProviderArgs {
  rockit?: RockitArgs | undefined;
  durst?: DurstArgs | undefined;
}

/**
 * Settings of its own for the resources that are given it (`{ provider }`), so that one program can own several servers. One class for both
 * vendors, because a tree of components inherits one provider. A change of its arguments touches no resource.
 *
 * @throws RunError naming the argument that is unknown, contradictory or malformed
 */
export class Provider extends SettingsProvider {
  /** @internal */
  static readonly adapter: ProgramAdapter = dynamicAdapter;
  /** By configuration key; what this package's functions use when they are given the provider. @internal */
  readonly settings: pulumi.Output<Record<string, string>>;
  /** @internal */
  readonly adapter: ProgramAdapter;

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    // Loaded with the first provider: most programs have none.
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
