import type { Fields as Rows } from "../../resource/field";
import { classOf } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import { oneLine, safeJson } from "../print/terminal";
import { ownerIdOf, ownerKindOf } from "../servers/object-id";
import { nounFor } from "../vendor/vendor";
import { hasLogin, type Imported } from "./model";
import { Identifiers } from "./names";
import { type Fields, indented, literal, newStatement, type Value } from "./typescript";

/** A value that the program reads from the stack's configuration. */
interface ConfigurationValue {
  readonly key: string;
  /** Its name in a file of secrets. */
  readonly secretName: string;
  readonly secret: Imported["secret"];
}

/** A program that declares the imported objects. */
export interface Program {
  readonly text: string;
  readonly configuration: readonly ConfigurationValue[];
  /** The statement that adds it to the user's program. */
  readonly usage: string;
}

/** The user's program, which will import this one. */
export interface ProgramContext {
  /** How the user's program imports it: `./subscriptions`. */
  readonly module: string;
  /** Names that are in use: for constants, configuration keys and exports. */
  readonly taken: readonly string[];
  /** Resource options that the user's program has to pass: `provider`, `parent`. */
  readonly options: readonly string[];
}

/**
 * TypeScript that declares exactly the imported state: a module, or a function if resource options are
 * needed.
 */
export function programOf(
  objects: readonly Imported[],
  { module, taken, options }: ProgramContext = { module: "./subscriptions", taken: [], options: [] },
): Program {
  const identifiers = new Identifiers(["options", ...taken]);
  const file = module.slice(module.lastIndexOf("/") + 1);
  const functionName = identifiers.from(file, "subscriptions");
  const secrets = identifiers.from(file.replace("subscriptions", "secrets"), "secrets");
  const isFunction = options.length > 0;
  const writer = new ProgramWriter(
    identifiers,
    isFunction ? "options" : undefined,
    new Set(objects.map(ownerOf)),
  );
  const statements = [...Map.groupBy(objects, titleOf)].flatMap(([title, group]) => {
    const ownersFirst = group.toSorted((one, other) => Number(isPart(one)) - Number(isPart(other)));
    const [first = "", ...others] = ownersFirst.map((one) => writer.statement(one));
    return [`// ${oneLine(title, maxTitleLength)}\n${first}`, ...others];
  });
  const { configuration, exports } = writer;
  const needsPulumi = isFunction || configuration.length > 0;
  const head = [
    ...(needsPulumi ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    `import { ${[...writer.classes].sort().join(", ")} } from "pulumi-rockit-durst";`,
  ].join("\n");
  const config = configuration.length === 0 ? [] : ["const config = new pulumi.Config();"];
  const secretsStatement = (start: string) =>
    exports.length === 0
      ? []
      : [`// Signing secrets: each verifies its subscription's deliveries.\n${start} ${literal(exports)};`];
  const all = (parts: readonly string[]) => `${[head, ...config, ...parts].join("\n\n")}\n`;
  if (!isFunction) {
    const text = all([...statements, ...secretsStatement(`export const ${secrets} =`)]);
    return { text, configuration, usage: `export * from ${safeJson(module)};` };
  }
  const text = all([
    [
      `/** Pass ${options.map((option) => `the ${option}`).join(" and ")} that the import file names. */`,
      `export function ${functionName}(options: pulumi.CustomResourceOptions) {`,
      indented([...statements, ...secretsStatement("return")].join("\n\n")),
      "}",
    ].join("\n"),
  ]);
  const result = exports.length === 0 ? "" : `export const ${secrets} = `;
  const call = `${result}${functionName}({ ${options.join(", ")} });`;
  return { text, configuration, usage: `import { ${functionName} } from ${safeJson(module)}; ${call}` };
}

const maxTitleLength = 200;

/** The heading of an object: its owner, or the vendor for objects without owner and parts. */
function titleOf({ kind, id, inputs }: Imported): string {
  const { settings, lifecycles } = kind.vendor.row;
  const kinds = lifecycles.map((one) => one.kind);
  const owner = kinds.find(({ name }) => name === ownerKindOf(kind.row));
  if (owner !== undefined) return `${settings.title}: ${nounFor(owner)} ${ownerIdOf(kind.row, id, inputs)}`;
  const hasParts = kinds.some((one) => ownerKindOf(one) === kind.row.name);
  return hasParts ? `${settings.title}: ${nounFor(kind.row)} ${id}` : settings.title;
}

const isPart = ({ kind }: Imported) => ownerKindOf(kind.row) !== undefined;

/** Kind and id of an object's owner. */
const ownerOf = ({ kind, id, inputs }: Imported) =>
  `${ownerKindOf(kind.row)} ${ownerIdOf(kind.row, id, inputs)}`;

class ProgramWriter {
  readonly configuration: ConfigurationValue[] = [];
  readonly exports: [name: string, value: Value][] = [];
  readonly classes = new Set<string>();
  /** Expressions for the ids of owners. */
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly identifiers: Identifiers,
    private readonly options: string | undefined,
    private readonly owners: ReadonlySet<string>,
  ) {}

  statement(object: Imported): string {
    const { kind, id, name, writeOnly, secret } = object;
    const identifier = this.identifiers.from(name, nounFor(kind.row));
    const key = `${kind.row.name} ${id}`;
    const isOwner = this.owners.has(key);
    if (isOwner) this.ids.set(key, `${identifier}.id`);
    const isExported = writeOnly?.issued !== undefined && secret !== "unknown";
    if (isExported) this.exports.push([identifier, { code: `${identifier}.${writeOnly.path}` }]);
    const rotation = secret === "rotated" && writeOnly?.issued?.rotateWith;
    const declared = this.declared(object, identifier);
    const fields: Fields = rotation ? [...declared, [rotation.field, rotation.value]] : declared;
    const type = classOf(kind.row);
    this.classes.add(type);
    const constant = isOwner || isExported ? identifier : undefined;
    const statement = newStatement({ type, name, fields, constant, options: this.options });
    return [...secretComment(object), statement].join("\n");
  }

  /** The arguments of an object, in the order of its row. */
  private declared(
    object: Imported,
    identifier: string,
    rows: Rows = object.kind.row.fields,
    inputs: Properties = object.inputs,
  ): Fields {
    const { id, kind, name: resource, secret, writeOnly } = object;
    return Object.entries(rows).flatMap(([name, field]): Fields => {
      const value = inputs[name];
      const fromConfiguration = (secretName: string, status: Imported["secret"]): Fields => {
        const key = `${identifier}${upperFirst(name)}`;
        this.configuration.push({ key, secretName, secret: status });
        return [[name, { code: `config.requireSecret(${safeJson(key)})` }]];
      };
      if (field.secret)
        return isRequired(field, inputs) || value !== undefined
          ? fromConfiguration(writeOnly?.key ?? resource, secret)
          : [];
      if (hasLogin(value)) return fromConfiguration(`${id}.${name}`, "given");
      const owner = field.refersTo === ownerKindOf(kind.row) ? this.ids.get(ownerOf(object)) : undefined;
      if (owner !== undefined) return [[name, { code: owner }]];
      if (value === undefined || value === field.default) return [];
      if (field.fields === undefined) return [[name, value as Value]];
      return [[name, { fields: this.declared(object, identifier, field.fields, value as Properties) }]];
    });
  }
}

/** A comment about an unknown secret that the server issued. */
function secretComment({ writeOnly, secret }: Imported): string[] {
  if (writeOnly?.issued === undefined || secret === "given") return [];
  const { label, path } = writeOnly;
  return secret === "rotated"
    ? [
        `// Its ${label} is unknown: the next \`pulumi up\` replaces the subscription.`,
        `// Give the new ${label} to the receiver.`,
      ]
    : [
        `// Imported without its ${label}, which the server never shows again:`,
        `// \`${path}\` is undefined, so deliveries can't be verified.`,
      ];
}

const upperFirst = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`;

/** Whether an object must have the field. */
const isRequired = ({ required, onlyWith }: Rows[string], inputs: Properties): boolean =>
  required === true || (onlyWith !== undefined && inputs[onlyWith.field] === onlyWith.value);
