// The policies as the engine sees them: served by the SDK's own server over gRPC, with the engine's encoding.
import { credentials } from "@grpc/grpc-js";
import type { EnforcementLevel } from "@pulumi/policy";
import * as server from "@pulumi/policy/server.js";
import grpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { policies } from "../../packages/policy/src/index.ts";

/** A value known only in an `up`. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** A value that the engine keeps encrypted. */
export const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const types = {
  rockitSubscription: "pulumi-nodejs:dynamic/rockit:Subscription",
  durstSubscriber: "pulumi-nodejs:dynamic/durst:Subscriber",
  durstSubscription: "pulumi-nodejs:dynamic/durst:Subscription",
  nativeRockitSubscription: "rockit-durst:rockit:Subscription",
  nativeDurstSubscriber: "rockit-durst:durst:Subscriber",
  nativeDurstSubscription: "rockit-durst:durst:Subscription",
  webhook: "pulumi-rockit-durst:rockit:Webhook",
  eventHub: "pulumi-rockit-durst:rockit:EventHub",
  provider: "pulumi:providers:pulumi-nodejs",
  nativeProvider: "pulumi:providers:rockit-durst",
  stack: "pulumi:pulumi:Stack",
} as const;

export interface Resource {
  readonly type: keyof typeof types;
  /** Default `it`. */
  readonly name?: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  /** The component that contains the resource. */
  readonly parent?: { readonly type: "webhook" | "eventHub"; readonly name: string };
  /** Names of the resources that a property's value comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** The provider; without a name the default provider. Omitted from the request if undefined. */
  readonly provider?: {
    readonly name?: string;
    readonly type?: "provider" | "nativeProvider";
    readonly props?: Readonly<Record<string, unknown>>;
  };
}

export interface RunContext {
  /** Name of the stack. Default `dev`. */
  readonly stack?: string;
  /** Parameters of the policy; others are at their defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The verdict of a policy about one request. */
export interface Verdict {
  /** The messages, `<resource>: <message>`, without the description that the SDK prepends. */
  readonly violations: string[];
  /** The values that could not be judged in a preview. */
  readonly unknown: string[];
  /** The reason why the policy does not apply, if any. */
  readonly notApplicable: string | undefined;
}

export const passingVerdict: Verdict = { violations: [], unknown: [], notApplicable: undefined };

type Client = InstanceType<typeof grpc.AnalyzerClient>;

let clientPromise: Promise<Client> | undefined;
/** One server for all files of a worker: the SDK serves one pack in a process. */
const connect = () =>
  (clientPromise ??= new Promise((resolve) => {
    const { log } = console;
    console.log = (port: string) => {
      console.log = log;
      resolve(new grpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
    };
    // Internal, but the class PolicyPack does the same after reading the version of the pack's folder.
    const { serve } = server as unknown as { serve(...args: [string, string, string, object]): void };
    serve("test-pack", "0.0.0", "mandatory", { policies: [...policies] });
  }));

type Method<Request, Response> = (
  request: Request,
  answer: (failure: Error | null, response: Response) => void,
) => unknown;

const callServer = <Request, Response>(method: Method<Request, Response>, client: Client, request: Request) =>
  new Promise<Response>((resolve, reject) => {
    method.call(client, request, (failure, response) => (failure ? reject(failure) : resolve(response)));
  });

const structOf = (value: object) => structs.Struct.fromJavaScript(value as never);

/** Disables all policies but one, and configures that policy as completed by the engine. */
async function configure(client: Client, name: string, level: "mandatory" | "remediate", config: object) {
  const { properties = {} } = policies.find((policy) => policy.name === name)?.configSchema ?? {};
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
  const request = new messages.ConfigureAnalyzerRequest();
  for (const policy of policies) {
    const policyConfig = new messages.PolicyConfig();
    const policyLevel: EnforcementLevel = policy.name === name ? level : "disabled";
    policyConfig.setEnforcementlevel(levels[policyLevel]);
    policyConfig.setProperties(structOf(policy.name === name ? { ...defaults, ...config } : {}));
    request.getPolicyconfigMap().set(policy.name, policyConfig);
  }
  await callServer(client.configure, client, request);
}

const levels = {
  advisory: messages.EnforcementLevel.ADVISORY,
  mandatory: messages.EnforcementLevel.MANDATORY,
  disabled: messages.EnforcementLevel.DISABLED,
  remediate: messages.EnforcementLevel.REMEDIATE,
};

const urnOf = (stack: string, { type, name = "it", parent }: Pick<Resource, "type" | "name" | "parent">) =>
  `urn:pulumi:${stack}::project::${parent === undefined ? "" : `${types[parent.type]}$`}${types[type]}::${name}`;

function optionsOf({ protect = false }: Resource) {
  const options = new messages.AnalyzerResourceOptions();
  options.setProtect(protect);
  return options;
}

function providerOf({ provider }: Resource) {
  if (provider === undefined) return undefined;
  const { name = "default", type = "provider", props = {} } = provider;
  const message = new messages.AnalyzerProviderResource();
  message.setType(types[type]);
  message.setName(name);
  message.setUrn(urnOf("dev", { type, name }));
  message.setProperties(structOf(props));
  return message;
}

type ResourceMessage =
  | InstanceType<typeof messages.AnalyzeRequest>
  | InstanceType<typeof messages.AnalyzerResource>;

/** Fills in the fields of a resource that both requests have. */
function fillIn<Message extends ResourceMessage>(
  message: Message,
  stack: string,
  resource: Resource,
): Message {
  message.setType(types[resource.type]);
  message.setName(resource.name ?? "it");
  message.setUrn(urnOf(stack, resource));
  message.setProperties(structOf(resource.props ?? {}));
  message.setOptions(optionsOf(resource));
  message.setProvider(providerOf(resource));
  return message;
}

const analyzeRequestOf = (stack: string, resource: Resource) =>
  fillIn(new messages.AnalyzeRequest(), stack, resource);

/** The verdict about a resource before it is created or changed. */
export async function validateResource(
  policy: string,
  resource: Resource,
  { stack = "dev", config = {} }: RunContext = {},
): Promise<Verdict> {
  const client = await connect();
  await configure(client, policy, "mandatory", config);
  return verdictOf(await callServer(client.analyze, client, analyzeRequestOf(stack, resource)), policy);
}

/** The properties that a policy substitutes for a resource's own; `undefined` if unchanged. */
export async function remediateResource(
  policy: string,
  resource: Resource,
  { stack = "dev", config = {} }: RunContext = {},
): Promise<object | undefined> {
  const client = await connect();
  await configure(client, policy, "remediate", config);
  const response: InstanceType<typeof messages.RemediateResponse> = await callServer(
    client.remediate,
    client,
    analyzeRequestOf(stack, resource),
  );
  return response.getRemediationsList()[0]?.getProperties()?.toJavaScript();
}

/** The verdict about a stack, with the outputs of its resources. */
export async function validateStack(
  policy: string,
  resources: readonly Resource[],
  { stack = "dev", config = {} }: RunContext = {},
): Promise<Verdict> {
  const client = await connect();
  await configure(client, policy, "mandatory", config);
  const request = new messages.AnalyzeStackRequest();
  const urns = new Map(resources.map((resource) => [resource.name ?? "it", urnOf(stack, resource)]));
  request.setResourcesList(
    resources.map((resource) => {
      const message = fillIn(new messages.AnalyzerResource(), stack, resource);
      if (resource.parent !== undefined) message.setParent(urnOf(stack, resource.parent));
      const from = Object.entries(resource.from ?? {});
      const urnsOf = (names: readonly string[]) => names.map((name) => urns.get(name) ?? "");
      message.setDependenciesList(from.flatMap(([, names]) => urnsOf(names)));
      for (const [property, names] of from) {
        const dependencies = new messages.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urnsOf(names));
        message.getPropertydependenciesMap().set(property, dependencies);
      }
      return message;
    }),
  );
  return verdictOf(await callServer(client.analyzeStack, client, request), policy);
}

function verdictOf(response: InstanceType<typeof messages.AnalyzeResponse>, name: string): Verdict {
  const description = policies.find((policy) => policy.name === name)?.description;
  const diagnostics = response.getDiagnosticsList().map((diagnostic) => {
    const resource = diagnostic.getUrn().split("::").at(-1);
    const words = diagnostic.getMessage().replace(`${description}\n`, "");
    return resource ? `${resource}: ${words}` : words;
  });
  return {
    violations: diagnostics.filter((words) => !words.includes("during preview")),
    unknown: diagnostics.filter((words) => words.includes("during preview")),
    notApplicable: response
      .getNotApplicableList()
      .find((one) => one.getPolicyName() === name && !one.getReason().includes("only applies to resources"))
      ?.getReason(),
  };
}
