// Runs a program of the documents with classes that only record declarations, and returns the resources as a
// policy sees them.
import ts from "typescript";
import { type Resource, secret } from "./policy-server.ts";

/** A value from a resource: the value, and the name of the resource. */
class Output {
  constructor(
    readonly value: unknown,
    readonly resourceName: string,
  ) {}
  apply(change: (value: unknown) => unknown): Output {
    return new Output(mapValue(this.value, change), this.resourceName);
  }
}

const isSecret = (value: unknown): value is { value: unknown } =>
  typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;

const mapValue = (value: unknown, change: (value: unknown) => unknown): unknown =>
  isSecret(value) ? secret(change(value.value)) : change(value);

const unsecret = (value: unknown): unknown =>
  value instanceof Output
    ? new Output(unsecret(value.value), value.resourceName)
    : isSecret(value)
      ? value.value
      : value;

const resolve = (value: unknown): unknown => (value instanceof Output ? resolve(value.value) : value);

type Declare = (name: string, args?: Record<string, unknown>, options?: Record<string, unknown>) => object;

/** The resources that a program declares, including its stack. */
export function resourcesOf(program: string): Resource[] {
  const resources: Resource[] = [];
  const recorderOf = (
    type: Resource["type"],
    outputs: (number: number) => Record<string, unknown>,
  ): Declare =>
    function declare(name, args = {}, options = {}) {
      const values = Object.entries(args);
      const from = values.flatMap(([field, value]) =>
        value instanceof Output ? [[field, [value.resourceName]] as const] : [],
      );
      const props = Object.fromEntries(values.map(([field, value]) => [field, resolve(value)]));
      const ownOutputs = outputs(resources.length);
      const provider = options["provider"] as { readonly name: string } | undefined;
      resources.push({
        type,
        name,
        props: { ...props, ...ownOutputs },
        from: Object.fromEntries(from),
        ...("protect" in options ? { protect: options["protect"] === true } : {}),
        ...(provider ? { provider: { name: provider.name } } : {}),
      });
      const all = Object.entries({ id: `${17 + resources.length}`, ...props, ...ownOutputs });
      return { name, ...Object.fromEntries(all.map(([key, value]) => [key, new Output(value, name)])) };
    };
  // As if the program had been deployed then.
  const [, days = "0"] = /^\/\/ Deployed (\d+) days ago/m.exec(program) ?? [];
  const issued = new Date(Date.now() - Number(days) * 24 * 60 * 60 * 1000).toISOString();
  const classes = {
    RockitSubscription: recorderOf("rockitSubscription", (number) => ({
      secret: secret(Buffer.from(`a signing secret of 24 b${number}`).toString("base64")),
      secretIssuedAt: issued,
    })),
    DurstSubscriber: recorderOf("durstSubscriber", () => ({})),
    DurstSubscription: recorderOf("durstSubscription", () => ({})),
    // The class passes its settings to the engine in the form `durst:endpoint`.
    Provider: (name: string, args: object = {}, options = {}) =>
      recorderOf("provider", () => ({}))(
        name,
        Object.fromEntries(
          Object.entries(args).flatMap(([vendor, settings]) =>
            Object.entries(settings as object).map(([key, value]) => [`${vendor}:${key}`, value]),
          ),
        ),
        options,
      ),
  };
  const pulumi = {
    /** The documents print no key that could be copied. */
    Config: class {
      requireSecret = () => secret("Zp1Qm8sVYt3kR0xJw7LcNf5HbGd2UaEe9oTiKvXyB4M=");
    },
    secret: (value: unknown) => (value instanceof Output ? value : secret(value)),
    unsecret,
    interpolate: (texts: readonly string[], ...values: readonly unknown[]) => {
      const [output] = values;
      if (!(output instanceof Output) || values.length > 1)
        throw new Error("one value of a resource, please");
      return output.apply((value) => `${texts[0]}${value}${texts[1]}`);
    },
    jsonStringify: (value: unknown) => JSON.stringify(value),
  };
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: Record<string, unknown> = {};
  new Function("exports", "pulumi", ...Object.keys(classes), outputText)(
    exported,
    pulumi,
    ...Object.values(classes).map(
      (declare) =>
        // `new` on a function gives the object that the function returns.
        function construct(...args: Parameters<Declare>) {
          return declare(...args);
        },
    ),
  );
  const outputs = Object.entries(exported).map(([name, value]) => [name, resolve(value)]);
  return [...resources, { type: "stack", name: "stack", props: Object.fromEntries(outputs) }];
}
