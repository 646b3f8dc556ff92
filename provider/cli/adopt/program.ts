import type { Fields as Rows } from "../../resource/field";
import { classOf } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import { oneLine, safeJson } from "../print/terminal";
import { ownerIdOf, ownerKindOf } from "../servers/object-id";
import { nounFor } from "../vendor/vendor";
import { creation, type Fields, indented, literal, type Value } from "./typescript";
import { hasLogin, type Imported } from "./model";
import { Identifiers } from "./names";

/** A value that the program takes from the stack's configuration. */
interface ConfigurationValue {
  readonly key: string;
  /** What it is, as in a file of secrets. */
  readonly needs: string;
  readonly secret: Imported["secret"];
}

/** A program that declares what is imported. */
export interface Program {
  readonly text: string;
  readonly configuration: readonly ConfigurationValue[];
  /** The statement that declares it in the user's own program. */
  readonly use: string;
}

/** What the program is part of. */
export interface ProgramContext {
  /** How the user's program imports it: `./subscriptions`. */
  readonly module: string;
  /** Names that constants, configuration keys and exports can't have. */
  readonly taken: readonly string[];
  /** The options that the user's program has to give: `provider`, `parent`. */
  readonly options: readonly string[];
}

/** TypeScript that declares exactly what the state will hold: a module, or a function of the options. */
export function programOf(
  objects: readonly Imported[],
  { module, taken, options }: ProgramContext = { module: "./subscriptions", taken: [], options: [] },
): Program {
  const identifiers = new Identifiers(["options", ...taken]);
  const file = module.slice(module.lastIndexOf("/") + 1);
  const declare = identifiers.from(file, "subscriptions");
  const secrets = identifiers.from(file.replace("subscriptions", "secrets"), "secrets");
  const isFunction = options.length > 0;
  const writer = new ProgramWriter(identifiers, isFunction ? "options" : undefined, new Set(objects.map(ownerOf)));
  const statements = [...Map.groupBy(objects, titleOf)].flatMap(([title, its]) => {
    const inTurn = its.toSorted((one, other) => Number(isPart(one)) - Number(isPart(other)));
    const [first = "", ...others] = inTurn.map((one) => writer.statement(one));
    return [`// ${oneLine(title, longestTitle)}\n${first}`, ...others];
  });
  const { configuration, exports } = writer;
  const needsPulumi = isFunction || configuration.length > 0;
  const head = [
    ...(needsPulumi ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    `import { ${[...writer.classes].sort().join(", ")} } from "pulumi-rockit-durst";`,
  ].join("\n");
  const config = configuration.length === 0 ? [] : ["const config = new pulumi.Config();"];
  const given = (start: string) =>
    exports.length === 0
      ? []
      : [`// Signing secrets: each verifies its subscription's deliveries.\n${start} ${literal(exports)};`];
  const all = (parts: readonly string[]) => `${[head, ...config, ...parts].join("\n\n")}\n`;
  if (!isFunction) {
    const text = all([...statements, ...given(`export const ${secrets} =`)]);
    return { text, configuration, use: `export * from ${safeJson(module)};` };
  }
  const text = all([
    [
      `/** Give it ${options.map((option) => `the ${option}`).join(" and ")} that the import file names. */`,
      `export function ${declare}(options: pulumi.CustomResourceOptions) {`,
      indented([...statements, ...given("return")].join("\n\n")),
      "}",
    ].join("\n"),
  ]);
  const result = exports.length === 0 ? "" : `export const ${secrets} = `;
  const call = `${result}${declare}({ ${options.join(", ")} });`;
  return { text, configuration, use: `import { ${declare} } from ${safeJson(module)}; ${call}` };
}

const longestTitle = 200;

/** What objects are declared under: what they belong to, or the vendor where nothing belongs to anything. */
function titleOf({ kind, id, inputs }: Imported): string {
  const { settings, lifecycles } = kind.vendor.row;
  const kinds = lifecycles.map((one) => one.kind);
  const owner = kinds.find(({ name }) => name === ownerKindOf(kind.row));
  if (owner !== undefined) return `${settings.title}: ${nounFor(owner)} ${ownerIdOf(kind.row, id, inputs)}`;
  const hasParts = kinds.some((one) => ownerKindOf(one) === kind.row.name);
  return hasParts ? `${settings.title}: ${nounFor(kind.row)} ${id}` : settings.title;
}

const isPart = ({ kind }: Imported) => ownerKindOf(kind.row) !== undefined;

/** ImportableKind and id of what an object belongs to. */
const ownerOf = ({ kind, id, inputs }: Imported) =>
  `${ownerKindOf(kind.row)} ${ownerIdOf(kind.row, id, inputs)}`;

class ProgramWriter {
  readonly configuration: ConfigurationValue[] = [];
  readonly exports: [name: string, value: Value][] = [];
  readonly classes = new Set<string>();
  /** Ids of the objects that others belong to, as the program says them. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly identifiers: Identifiers,
    private readonly options: string | undefined,
    private readonly owners: ReadonlySet<string>,
  ) {}

  statement(object: Imported): string {
    const { kind, id, name, untold, secret } = object;
    const identifier = this.identifiers.from(name, nounFor(kind.row));
    const key = `${kind.row.name} ${id}`;
    const isOwner = this.owners.has(key);
    if (isOwner) this.ids.set(key, `${identifier}.id`);
    const isGiven = untold?.given !== undefined && secret !== "unknown";
    if (isGiven) this.exports.push([identifier, { code: `${identifier}.${untold.path}` }]);
    const replaced = secret === "rotated" && untold?.given?.replacedBy;
    const declared = this.declared(object, identifier);
    const fields: Fields = replaced ? [...declared, [replaced.field, replaced.value]] : declared;
    const type = classOf(kind.row);
    this.classes.add(type);
    const constant = isOwner || isGiven ? identifier : undefined;
    const created = creation({ type, name, fields, constant, options: this.options });
    return [...commentOn(object), created].join("\n");
  }

  /** What the rows say that a program declares of an object, in their order. */
  private declared(
    object: Imported,
    identifier: string,
    rows: Rows = object.kind.row.fields,
    inputs: Properties = object.inputs,
  ): Fields {
    const { id, kind, name: resource, secret, untold } = object;
    return Object.entries(rows).flatMap(([name, field]): Fields => {
      const value = inputs[name];
      const taken = (needs: string, fate: Imported["secret"]): Fields => {
        // No program holds a credential.
        const key = `${identifier}${upperFirst(name)}`;
        this.configuration.push({ key, needs, secret: fate });
        return [[name, { code: `config.requireSecret(${safeJson(key)})` }]];
      };
      if (field.secret)
        return isNeeded(field, inputs) || value !== undefined ? taken(untold?.key ?? resource, secret) : [];
      if (hasLogin(value)) return taken(`${id}.${name}`, "given");
      const owner = field.refersTo === ownerKindOf(kind.row) ? this.ids.get(ownerOf(object)) : undefined;
      if (owner !== undefined) return [[name, { code: owner }]];
      if (value === undefined || value === field.default) return [];
      if (field.fields === undefined) return [[name, value as Value]];
      return [[name, { fields: this.declared(object, identifier, field.fields, value as Properties) }]];
    });
  }
}

/** What is to be known of the secret that the server gave once. */
function commentOn({ untold, secret }: Imported): string[] {
  if (untold?.given === undefined || secret === "given") return [];
  const { label, path } = untold;
  return secret === "rotated"
    ? [
        `// Its ${label} is not known: the next \`pulumi up\` replaces it, which`,
        "// gives it a new one for its receiver to learn.",
      ]
    : [
        `// Imported without its ${label}, which the server never tells again:`,
        `// \`${path}\` is undefined, and its deliveries can't be verified with it.`,
      ];
}

const upperFirst = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`;

/** Whether an object has a secret, known or not. */
const isNeeded = ({ required, onlyWith }: Rows[string], inputs: Properties): boolean =>
  required === true || (onlyWith !== undefined && inputs[onlyWith.field] === onlyWith.value);
