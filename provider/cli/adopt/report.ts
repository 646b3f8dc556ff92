import { relative, resolve } from "node:path";
import { summaryOf } from "../../resource/kind";
import { aligned, coloured, plain, plainJson, word } from "../print/terminal";
import { stackFlags as options } from "../state/pulumi";
import type { Found, Imported } from "./model";
import type { Program } from "./program";
import { sentLater, undecided } from "./write-only-secrets";

/** Which stack is meant, as it was said. */
export interface Target {
  readonly stack?: string | undefined;
  readonly cwd?: string | undefined;
}

const longestName = 50;
const longestUrl = 60;

/** What is imported and what is not, for a person. */
export function listed(objects: readonly Imported[], { leftOut, managed, inactive }: Found): string {
  const sections = [
    objects.length === 0 ? "Nothing to import." : aligned(objects.map(rowOf)),
    ...(leftOut.length === 0
      ? []
      : [
          `Can't be imported:\n${aligned(leftOut.map(({ id, why }) => [plain(id, longestName), plain(why, 300)]))}`,
        ]),
    ...(managed === 0 ? [] : [`${managed} left out: owned already by a stack of --exclude-managed.`]),
    ...(inactive === 0 ? [] : [`${inactive} left out: INACTIVE; --include-inactive takes them too.`]),
  ];
  return sections.join("\n\n");
}

function rowOf(object: Imported): string[] {
  const { kind, id, name, inputs, untold } = object;
  const { cellsOf } = kind.commands.adoption ?? {};
  const cells = cellsOf?.(object) ?? [id, name, ...summaryOf(kind.row, inputs)];
  const shown = cells.map((cell) => plain(cell, /^https?:/i.test(cell) ? longestUrl : longestName));
  return untold === undefined ? shown : [...shown, fateOf(object, untold.label)];
}

function fateOf({ secret }: Imported, label: string): string {
  if (secret === "given") return coloured("green", `${label} given`);
  if (secret === "rotated") return `new ${label} at the next up`;
  return coloured("dim", `no ${label}`);
}

/** What is written, what is to be done before, and in the last line the command. */
export function written(
  objects: readonly Imported[],
  { configuration }: Program,
  files: { readonly importFile: string; readonly program: string; readonly secrets: boolean },
  target: Target,
): string {
  const shown = (file: string) => plain(relative("", file) || file, 500);
  const clear = files.secrets ? ", which holds secrets in the clear: delete it after the import" : "";
  const kept = undecided(objects).length;
  const warned = configuration.filter(({ secret }) => secret === "unknown");
  const lines = [
    `Written: ${shown(files.program)}, and ${shown(files.importFile)}${clear}.`,
    ...(kept === 0
      ? []
      : [`${kept} imported without the signing secret: their deliveries can't be verified with \`secret\`.`]),
    ...(configuration.length === 0
      ? []
      : [
          "The program takes these from the stack's configuration:",
          ...aligned(
            configuration.map(({ key, needs }) => [setting(key, target), `# ${plain(needs, longestName)}`]),
          )
            .split("\n")
            .map((line) => `  ${line}`),
        ]),
    ...(warned.length === 0 ? [] : [notGiven(warned.length, objects)]),
    `Make ${shown(files.program)} part of your program, and run:`,
    importCommand(files.importFile, target),
  ];
  return lines.join("\n");
}

function notGiven(count: number, objects: readonly Imported[]): string {
  const [sent] = sentLater(objects);
  const server = sent?.kind.vendor.row.settings.title;
  const then = server === undefined ? "" : `, and the next \`pulumi up\` sends ${server} the declared ones`;
  return `${count} of them not given here: the import warns that they are required, and goes on${then}.`;
}

/** The one command that imports. */
export const importCommand = (file: string, { stack, cwd }: Target): string =>
  [
    "pulumi import --file",
    // The engine goes to the project's folder first.
    word(relative(resolve(cwd ?? ""), file)),
    "--yes --protect=false --generate-code=false",
    ...options({ stack, cwd }),
  ].join(" ");

const setting = (key: string, target: Target) =>
  ["pulumi config set --secret", key, ...options(target)].join(" ");

export { options };

/** The same as one JSON document; no secret in it. */
export function asJson(
  objects: readonly Imported[],
  { leftOut, managed, inactive }: Found,
  { configuration }: Program,
  done: { readonly files: readonly string[]; readonly command?: string | undefined },
): string {
  const shown = objects.map(({ kind, id, name, untold, secret }) => ({
    type: kind.type,
    id,
    name,
    ...(untold && { needs: untold.key }),
    secret,
  }));
  return plainJson({
    objects: shown,
    leftOut,
    managed,
    inactive,
    configuration: configuration.map(({ key, needs }) => ({ key, needs })),
    ...done,
  });
}
