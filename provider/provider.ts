import * as pulumi from "@pulumi/pulumi";
import {
  endpointNames,
  ownCredentials,
  type SettingsDefinition,
  SettingsError,
  secretSettings,
  settingNames,
  vendorSettings,
} from "./config/settings";
import { SettingsProvider } from "./dynamic/ask";
import { settingsDefinitions } from "./kinds";

/** How an endpoint is reached. Every value may be an output or a secret; what is left out is taken from the environment. */
export interface EndpointArgs {
  /** Base URL of the server; `https` unless `allowInsecureHttp`, or on this machine. */
  endpoint?: pulumi.Input<string> | undefined;
  /** PEM text of the authority that signed the server's certificate, when it is a private one. */
  caCertificate?: pulumi.Input<string> | undefined;
  /** Allows an `http` endpoint, which shows the credentials to the network. Default false. */
  allowInsecureHttp?: pulumi.Input<boolean> | undefined;
  /** Seconds one request may take. Default 30. */
  requestTimeout?: pulumi.Input<number> | undefined;
  /** Seconds a request may take with its repetitions and the waits between them. Default 120. */
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
  /** Kept encrypted. */
  authToken?: pulumi.Input<string> | undefined;
}

/** One server of Durst Workflow. */
export interface DurstArgs extends EndpointArgs {
  username?: pulumi.Input<string> | undefined;
  /** Kept encrypted. */
  password?: pulumi.Input<string> | undefined;
}

export interface ProviderArgs {
  rockit?: RockitArgs | undefined;
  durst?: DurstArgs | undefined;
}

const vendors: ReadonlyMap<string, SettingsDefinition> = new Map(
  settingsDefinitions.map((vendor) => [vendor.namespace, vendor]),
);

/**
 * Settings of its own for the resources that are given it (`{ provider }`), so that one program can own several servers. One class for both
 * vendors, because a tree of components inherits one provider. A change of its arguments touches no resource.
 *
 * @throws RunError naming the argument that is missing, contradictory or malformed
 */
export class Provider extends SettingsProvider {
  /** By configuration key; what this package's functions use when they are given the provider. @internal */
  readonly settings: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const settings = settingsOf(name, args);
    super("pulumi-nodejs", name, settings, opts);
    this.settings = pulumi.output(settings) as pulumi.Output<Record<string, string>>;
  }
}

function settingsOf(name: string, args: ProviderArgs): Record<string, pulumi.Input<string>> {
  const fail = (reason: string): never => {
    throw new pulumi.RunError(`provider "${name}": ${reason}`);
  };
  const settings: Record<string, pulumi.Input<string>> = {};
  for (const [vendor, values] of Object.entries(args)) {
    const definition = vendors.get(vendor);
    if (definition === undefined)
      return fail(`${vendor} is no vendor; there are ${[...vendors.keys()].join(" and ")}`);
    if (values === undefined) continue;
    const [names, secrets] = [settingNames(definition), secretSettings(definition)];
    const plain: Record<string, string> = {};
    for (const [field, value] of Object.entries(values)) {
      if (!names.includes(field))
        fail(`${vendor}.${field} is not an argument; there are ${names.join(", ")}`);
      if (value === undefined) continue;
      const key = `${vendor}:${field}`;
      const text = isPlain(value) ? String(value) : pulumi.output(value).apply(String);
      settings[key] = secrets.includes(field) ? pulumi.secret(text) : text;
      if (secrets.includes(field)) settings[`${vendor}:${ownCredentials}`] = "true";
      // What is only known later is looked at when it is used; here it counts as right.
      if (isPlain(value)) plain[key] = String(value);
      else if (field === "endpoint") plain[key] = "https://known-later.example";
      else if (field === "allowInsecureHttp") plain[key] = "true";
      else if (!endpointNames.includes(field)) plain[key] = "known later";
    }
    try {
      vendorSettings(definition, {
        config: (key) => plain[key],
        environment: process.env,
        givenBy: (key) => `the argument ${key.replace(":", ".")}`,
      });
    } catch (failure) {
      if (failure instanceof SettingsError) fail(failure.message);
      throw failure;
    }
  }
  return settings;
}

const isPlain = (value: unknown) => !pulumi.Output.isInstance(value) && !(value instanceof Promise);
