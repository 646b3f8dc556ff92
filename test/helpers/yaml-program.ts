import type { Program } from "./project.ts";

/** Components are classes of the TypeScript packages. */
const types: Readonly<Partial<Record<Program["resources"][number]["type"], string>>> = {
  RockitSubscription: "rockit-durst:rockit:Subscription",
  DurstSubscriber: "rockit-durst:durst:Subscriber",
  DurstSubscription: "rockit-durst:durst:Subscription",
  Provider: "pulumi:providers:rockit-durst",
};

/** The Pulumi.yaml of a program on the native plugin. JSON is YAML, and leaves out what is undefined. */
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
            ...(get === undefined ? { properties: value(args) } : { get: { id: value(get) } }),
            options: value(opts),
          },
        ]),
      ),
      ...yaml.resources,
    },
    outputs: { ...(value(outputs) as object), ...yaml.outputs },
  };
  return `${JSON.stringify(project, undefined, 2)}\n`;
}

/** `program.cjs` says what each form means. */
function value(data: unknown): unknown {
  if (typeof data === "string") return literal(data);
  if (Array.isArray(data)) return data.map(value);
  if (typeof data !== "object" || data === null) return data;
  if ("$secret" in data) return { "fn::secret": value(data.$secret) };
  if ("$of" in data) return reference(data as { $of: string; property?: string });
  if ("$concat" in data) return (data.$concat as unknown[]).map(value).join("");
  if ("$clear" in data) throw new Error("a YAML program can't show a secret to everybody");
  return Object.fromEntries(Object.entries(data).map(([key, part]) => [key, value(part)]));
}

const literal = (text: string) => text.replaceAll("${", "$${");

/** Of a resource's property, or of the resource itself; a name may hold hyphens. */
const reference = ({ $of: name, property }: { $of: string; property?: string }) =>
  property === undefined ? `\${${name}}` : `\${${name}.${property}}`;
