// The policies served as the engine has them: by the SDK's own server, over gRPC, with values as the engine writes them.
import { credentials } from "@grpc/grpc-js";
import type { EnforcementLevel } from "@pulumi/policy";
import * as server from "@pulumi/policy/server.js";
import grpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/analyzer_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { policies } from "../../packages/policy/src/index.ts";

/** A value that only an `up` knows. */
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
  /** Names of the resources that a property's value comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** Its provider; without a name the default one. Default: none is told. */
  readonly provider?: {
    readonly name?: string;
    readonly type?: "provider" | "nativeProvider";
    readonly props?: Readonly<Record<string, unknown>>;
  };
}

export interface Configured {
  /** Name of the stack. Default `dev`. */
  readonly stack?: string;
  /** Parameters of the policy; others are at their defaults. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** What one policy said of one look at resources. */
export interface Verdict {
  /** Its messages, `<resource>: <message>`, without the description that the SDK puts before each. */
  readonly violations: string[];
  /** What could not be judged in a preview. */
  readonly unknown: string[];
  /** Why it does not apply, if it said so. */
  readonly notApplicable: string | undefined;
}

type Client = InstanceType<typeof grpc.AnalyzerClient>;

let client: Promise<Client> | undefined;
/** One server for all files of a worker: the SDK serves one pack in a process. */
const served = () =>
  (client ??= new Promise((resolve) => {
    const { log } = console;
    console.log = (port: string) => {
      console.log = log;
      resolve(new grpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
    };
    // Internal, but what the class PolicyPack does after it has read the version of the pack's folder.
    const { serve } = server as unknown as { serve(...of: [string, string, string, object]): void };
    serve("test-pack", "0.0.0", "mandatory", { policies: [...policies] });
  }));

type Call<Request, Response> = (
  request: Request,
  answer: (failure: Error | null, response: Response) => void,
) => unknown;

const asked = <Request, Response>(call: Call<Request, Response>, of: Client, request: Request) =>
  new Promise<Response>((resolve, reject) => {
    call.call(of, request, (failure, response) => (failure ? reject(failure) : resolve(response)));
  });

const struct = (value: object) => structs.Struct.fromJavaScript(value as never);

/** All policies but one are off; that one gets its configuration, as the engine completes it. */
async function configure(of: Client, name: string, level: "mandatory" | "remediate", config: object) {
  const { properties = {} } = policies.find((policy) => policy.name === name)?.configSchema ?? {};
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
  const request = new messages.ConfigureAnalyzerRequest();
  for (const policy of policies) {
    const its = new messages.PolicyConfig();
    const on: EnforcementLevel = policy.name === name ? level : "disabled";
    its.setEnforcementlevel(levels[on]);
    its.setProperties(struct(policy.name === name ? { ...defaults, ...config } : {}));
    request.getPolicyconfigMap().set(policy.name, its);
  }
  await asked(of.configure, of, request);
}

const levels = {
  advisory: messages.EnforcementLevel.ADVISORY,
  mandatory: messages.EnforcementLevel.MANDATORY,
  disabled: messages.EnforcementLevel.DISABLED,
  remediate: messages.EnforcementLevel.REMEDIATE,
};

const urnOf = (stack: string, { type, name = "it" }: Pick<Resource, "type" | "name">) =>
  `urn:pulumi:${stack}::project::${types[type]}::${name}`;

function optionsOf({ protect = false }: Resource) {
  const options = new messages.AnalyzerResourceOptions();
  options.setProtect(protect);
  return options;
}

function providerOf({ provider }: Resource) {
  if (provider === undefined) return undefined;
  const { name = "default", type = "provider", props = {} } = provider;
  const its = new messages.AnalyzerProviderResource();
  its.setType(types[type]);
  its.setName(name);
  its.setUrn(urnOf("dev", { type, name }));
  its.setProperties(struct(props));
  return its;
}

type Described =
  | InstanceType<typeof messages.AnalyzeRequest>
  | InstanceType<typeof messages.AnalyzerResource>;

/** Fills in what both looks have of a resource. */
function described<Message extends Described>(message: Message, stack: string, resource: Resource): Message {
  message.setType(types[resource.type]);
  message.setName(resource.name ?? "it");
  message.setUrn(urnOf(stack, resource));
  message.setProperties(struct(resource.props ?? {}));
  message.setOptions(optionsOf(resource));
  message.setProvider(providerOf(resource));
  return message;
}

const requestFor = (stack: string, resource: Resource) =>
  described(new messages.AnalyzeRequest(), stack, resource);

/** What a policy says of a resource, before it is created or changed. */
export async function judged(
  policy: string,
  resource: Resource,
  { stack = "dev", config = {} }: Configured = {},
): Promise<Verdict> {
  const of = await served();
  await configure(of, policy, "mandatory", config);
  return verdictOf(await asked(of.analyze, of, requestFor(stack, resource)), policy);
}

/** The properties that a policy gives a resource instead of its own; `undefined` if it leaves them. */
export async function remediated(
  policy: string,
  resource: Resource,
  { stack = "dev", config = {} }: Configured = {},
): Promise<object | undefined> {
  const of = await served();
  await configure(of, policy, "remediate", config);
  const response: InstanceType<typeof messages.RemediateResponse> = await asked(
    of.remediate,
    of,
    requestFor(stack, resource),
  );
  return response.getRemediationsList()[0]?.getProperties()?.toJavaScript();
}

/** What a policy says of a stack, with the outputs of its resources. */
export async function judgedStack(
  policy: string,
  resources: readonly Resource[],
  { stack = "dev", config = {} }: Configured = {},
): Promise<Verdict> {
  const of = await served();
  await configure(of, policy, "mandatory", config);
  const request = new messages.AnalyzeStackRequest();
  const urns = new Map(resources.map((resource) => [resource.name ?? "it", urnOf(stack, resource)]));
  request.setResourcesList(
    resources.map((resource) => {
      const one = described(new messages.AnalyzerResource(), stack, resource);
      const from = Object.entries(resource.from ?? {});
      const known = (names: readonly string[]) => names.map((name) => urns.get(name) ?? "");
      one.setDependenciesList(from.flatMap(([, names]) => known(names)));
      for (const [property, names] of from) {
        const dependencies = new messages.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(known(names));
        one.getPropertydependenciesMap().set(property, dependencies);
      }
      return one;
    }),
  );
  return verdictOf(await asked(of.analyzeStack, of, request), policy);
}

function verdictOf(response: InstanceType<typeof messages.AnalyzeResponse>, name: string): Verdict {
  const description = policies.find((policy) => policy.name === name)?.description;
  const said = response.getDiagnosticsList().map((diagnostic) => {
    const on = diagnostic.getUrn().split("::").at(-1);
    const words = diagnostic.getMessage().replace(`${description}\n`, "");
    return on ? `${on}: ${words}` : words;
  });
  return {
    violations: said.filter((words) => !words.includes("during preview")),
    unknown: said.filter((words) => words.includes("during preview")),
    notApplicable: response
      .getNotApplicableList()
      .find((one) => one.getPolicyName() === name && !one.getReason().includes("only applies to resources"))
      ?.getReason(),
  };
}
