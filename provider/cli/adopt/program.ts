import type { Fields as Rows } from "../../resource/field";
import { classOf } from "../../resource/kind";
import type { Properties } from "../../resource/properties";
import { plain, plainJson } from "../print/terminal";
import { ownerIdOf, ownerKindOf } from "../servers/object-id";
import type { UntoldSecret } from "../vendor/adoption";
import { wordFor } from "../vendor/vendor";
import { creation, type Fields, indented, literal, type Value } from "./code";
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
export interface Surroundings {
  /** How the user's program imports it: `./subscriptions`. */
  readonly module: string;
  /** Names that constants, configuration keys and exports can't have. */
  readonly taken: readonly string[];
  /** The options that the user's program has to give: `provider`, `parent`. */
  readonly options: readonly string[];
}

/** TypeScript that declares exactly what the state will hold, grouped as the vendors say. */
export function programOf(
  objects: readonly Imported[],
  { module, taken, options }: Surroundings = { module: "./subscriptions", taken: [], options: [] },
): Program {
  const identifiers = new Identifiers(["options", ...taken]);
  const file = module.slice(module.lastIndexOf("/") + 1);
  const declare = identifiers.from(file, "subscriptions");
  const exportName = identifiers.from(file.replace("subscriptions", "secrets"), "secrets");
  const isFunction = options.length > 0;
  const writer = new Writer(identifiers, isFunction ? "options" : undefined);
  const groups = groupsOf(objects).flatMap((group) => writer.group(group));
  const { configuration, exports } = writer;
  const head = [
    ...(isFunction || configuration.length > 0 ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    `import { ${[...writer.classes].sort().join(", ")} } from "pulumi-rockit-durst";`,
  ].join("\n");
  const config = configuration.length === 0 ? [] : ["const config = new pulumi.Config();"];
  const comment = "// Signing secrets: each verifies its subscription's deliveries.";
  const given = `${literal(exports)};`;
  const secrets = (start: string) => (exports.length === 0 ? [] : [`${comment}\n${start} ${given}`]);
  const result = exports.length === 0 ? "" : `export const ${exportName} = `;
  const use = isFunction
    ? `import { ${declare} } from ${plainJson(module)}; ${result}${declare}({ ${options.join(", ")} });`
    : `export * from ${plainJson(module)};`;
  const body = isFunction
    ? [
        [
          `/** Give it ${options.map((option) => `the ${option}`).join(" and ")} that the import file names. */`,
          `export function ${declare}(options: pulumi.CustomResourceOptions) {`,
          indented([...groups, ...secrets("return")].join("\n\n")),
          "}",
        ].join("\n"),
      ]
    : [...groups, ...secrets(`export const ${exportName} =`)];
  return { text: `${[head, ...config, ...body].join("\n\n")}\n`, configuration, use };
}

/** Objects that are declared one after the other, under one comment. */
interface Group {
  readonly title: string;
  readonly objects: readonly Imported[];
}

/** Vendor by vendor and object by object, each before those that belong to it; kinds to which nothing belongs are a group together. */
const groupsOf = (objects: readonly Imported[]): Group[] =>
  [...Map.groupBy(objects, titleOf)].map(([title, its]) => ({
    title,
    objects: its.toSorted((one, other) => Number(isPart(one)) - Number(isPart(other))),
  }));

const isPart = ({ kind }: Imported) => ownerKindOf(kind.row) !== undefined;

const ownerOf = ({ kind, id, inputs }: Imported) => ownerIdOf(kind.row, id, inputs);

function titleOf(object: Imported): string {
  const { kind, id } = object;
  const { settings, lifecycles } = kind.vendor.row;
  const owner = lifecycles.find(({ kind: { name } }) => name === ownerKindOf(kind.row))?.kind;
  if (owner !== undefined) return `${settings.title}: ${wordFor(owner)} ${ownerOf(object)}`;
  const hasParts = lifecycles.some((one) => ownerKindOf(one.kind) === kind.row.name);
  return hasParts ? `${settings.title}: ${wordFor(kind.row)} ${id}` : settings.title;
}

const unknownSecret = ({ label, path }: UntoldSecret) =>
  `// Imported without its ${label}, which the server never tells again:\n// \`${path}\` is undefined, and its deliveries can't be verified with it.`;
const rotatedSecret = ({ label }: UntoldSecret) =>
  `// Its ${label} is not known: the next \`pulumi up\` replaces it, which\n// gives it a new one for its receiver to learn.`;

const longestTitle = 200;

class Writer {
  readonly configuration: ConfigurationValue[] = [];
  readonly exports: [name: string, value: Value][] = [];
  readonly classes = new Set<string>();

  constructor(
    private readonly identifiers: Identifiers,
    private readonly options: string | undefined,
  ) {}

  group({ title, objects }: Group): string[] {
    /** Ids of the objects that others belong to, as the program says them. */
    const owners = new Map<string, string>();
    const owned = new Set(objects.map((one) => `${ownerKindOf(one.kind.row)} ${ownerOf(one)}`));
    return objects.map((object, index) => {
      const { kind, id, name } = object;
      const isNamed = !isPart(object) || kind.secrets.length > 0;
      const identifier = isNamed ? this.identifiers.from(name, wordFor(kind.row)) : "";
      const key = `${kind.row.name} ${id}`;
      const hasParts = owned.has(key);
      if (hasParts) owners.set(key, `${identifier}.id`);
      const isExported = this.export(object, identifier);
      const declared = this.creation(
        object,
        this.fields(object, identifier, owners),
        hasParts || isExported ? identifier : undefined,
      );
      return [
        ...(index === 0 ? [`// ${plain(title, longestTitle)}`] : []),
        ...commentOn(object),
        declared,
      ].join("\n");
    });
  }

  /** Whether the program exports a secret that the server gave. */
  private export({ untold, secret }: Imported, identifier: string): boolean {
    if (untold?.given === undefined || secret === "unknown") return false;
    this.exports.push([identifier, { name: `${identifier}.${untold.path}` }]);
    return true;
  }

  private fields(object: Imported, identifier: string, owners: ReadonlyMap<string, string>): Fields {
    const { kind, untold, secret } = object;
    const owner = ownerKindOf(kind.row) ?? "";
    const id = owners.get(`${owner} ${ownerOf(object)}`);
    const declared = this.declared(object, identifier, id === undefined ? {} : { [owner]: id });
    const replaced = secret === "rotated" && untold?.given?.replacedBy;
    return replaced ? [...declared, [replaced.field, replaced.value]] : declared;
  }

  private creation({ kind, name }: Imported, fields: Fields, identifier: string | undefined): string {
    const type = classOf(kind.row);
    this.classes.add(type);
    return creation({ type, name, fields, constant: identifier, options: this.options });
  }

  /** What the rows say that a program declares of an object, in their order; `references` has the ids of resources that it names. */
  private declared(
    object: Imported,
    identifier: string,
    references: Readonly<Record<string, string>> = {},
    rows: Rows = object.kind.row.fields,
    inputs: Properties = object.inputs,
  ): Fields {
    return Object.entries(rows).flatMap(([name, field]): Fields => {
      const value = inputs[name];
      if (field.secret) {
        const { untold, secret } = object;
        return isNeeded(field, inputs) || value !== undefined
          ? [[name, this.taken(identifier, name, untold?.key ?? object.name, secret)]]
          : [];
      }
      if (hasLogin(value)) return [[name, this.taken(identifier, name, `${object.id}.${name}`, "given")]];
      const reference = references[field.refersTo ?? ""];
      if (reference !== undefined) return [[name, { name: reference }]];
      if (value === undefined || value === field.default) return [];
      if (field.fields === undefined) return [[name, value as Value]];
      const fields = this.declared(object, identifier, references, field.fields, value as Properties);
      return [[name, { fields }]];
    });
  }

  /** A credential from the configuration: no program holds one. */
  private taken(identifier: string, field: string, needs: string, secret: Imported["secret"]): Value {
    const key = `${identifier}${upperFirst(field)}`;
    this.configuration.push({ key, needs, secret });
    return { call: "config.requireSecret", argument: key };
  }
}

/** What is to be known of the secret that the server gave once. */
function commentOn({ untold, secret }: Imported): string[] {
  if (untold?.given === undefined || secret === "given") return [];
  return [secret === "rotated" ? rotatedSecret(untold) : unknownSecret(untold)];
}

const upperFirst = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`;

/** Whether an object has a secret, known or not. */
const isNeeded = ({ required, onlyWith }: Rows[string], inputs: Properties): boolean =>
  required === true || (onlyWith !== undefined && inputs[onlyWith.field] === onlyWith.value);
