import type { Program } from "./project.ts";

/** A YAML program has no components: they are classes of the TypeScript package. */
const types: Readonly<Partial<Record<Program["resources"][number]["type"], string>>> = {
  RockitSubscription: "rockit-durst:rockit:Subscription",
  DurstSubscriber: "rockit-durst:durst:Subscriber",
  DurstSubscription: "rockit-durst:durst:Subscription",
  Provider: "pulumi:providers:rockit-durst",
};

/** The Pulumi.yaml of a program on the native plugin, as JSON, which is YAML and omits undefined values. */
export function yamlProgram({ resources, outputs = {}, yaml = {} }: Program): string {
  const project = {
    name: "e2e",
    runtime: "yaml",
    plugins: { providers: [{ name: "rockit-durst", path: "node_modules/.bin" }] },
    ...yaml,
    resources: {
      ...Object.fromEntries(
        resources.map(({ type, name, args, get, opts }) => [
          name,
          {
            type: types[type],
            ...(get === undefined ? { properties: yamlOf(args) } : { get: { id: yamlOf(get) } }),
            options: yamlOf(opts),
          },
        ]),
      ),
      ...yaml.resources,
    },
    outputs: { ...(yamlOf(outputs) as object), ...yaml.outputs },
  };
  return `${JSON.stringify(project, undefined, 2)}\n`;
}

/** `program.cjs` describes the forms. */
function yamlOf(data: unknown): unknown {
  if (typeof data === "string") return literal(data);
  if (Array.isArray(data)) return data.map(yamlOf);
  if (typeof data !== "object" || data === null) return data;
  if ("$secret" in data) return { "fn::secret": yamlOf(data.$secret) };
  if ("$of" in data) return reference(data as { $of: string; property?: string });
  if ("$concat" in data) return (data.$concat as unknown[]).map(yamlOf).join("");
  if ("$unsecret" in data) throw new Error("a YAML program can't show a secret to everybody");
  return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, yamlOf(part)]));
}

const literal = (text: string) => text.replaceAll("${", "$${");

/** A reference to a resource, or to its property. */
const reference = ({ $of: name, property }: { $of: string; property?: string }) =>
  property === undefined ? `\${${name}}` : `\${${name}.${property}}`;
