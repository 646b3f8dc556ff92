import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Properties } from "../../resource/properties";
import { CliError } from "../print/errors";
import { plain, word } from "../print/terminal";
import type { OldResource } from "../vendor/recognition";
import { type LeftAlone, type OldState, objectIn } from "./old-state";

// Only what is looked at: versions of Terraform and OpenTofu add fields.
const instance = z.looseObject({
  index_key: z.union([z.string(), z.number()]).optional(),
  deposed: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
});
const resource = z.looseObject({
  module: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  instances: z.array(instance),
});
const stateFile = z.looseObject({ version: z.literal(4), resources: z.array(resource) });

type Instance = z.infer<typeof instance>;

/** A state with resources of the provider restapi. @throws CliError if the file is none */
export async function terraformState(file: string): Promise<OldState> {
  const { resources } = await parsed(file);
  const candidates: OldResource[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const { module, mode, type, name, instances } of resources) {
    const data = mode === "data" ? "data." : "";
    const address = `${module === undefined ? "" : `${module}.`}${data}${type}.${name}`;
    for (const one of instances) {
      const old = one.deposed === undefined ? "" : ` (deposed ${one.deposed})`;
      const at = `${address}${indexOf(one)}${old}`;
      const why = whyNot(mode, type, one);
      const key = one.index_key === undefined ? "" : `-${one.index_key}`;
      if (why === undefined) candidates.push(candidate(at, `${name}${key}`, one.attributes ?? {}));
      else leftAlone.push({ at, type, why });
    }
  }
  return { candidates, leftAlone, removal, taken: () => false, encrypted: false };
}

async function parsed(file: string): Promise<z.infer<typeof stateFile>> {
  const shown = plain(file, 200);
  const text = await readFile(file, "utf8").catch((failure: NodeJS.ErrnoException) => {
    throw new CliError(`the file ${shown} can't be read (${failure.code}): correct --state`);
  });
  const state = stateFile.safeParse(objectIn(text.replace(/^\uFEFF/, "")));
  if (state.success) return state.data;
  // Why would repeat what is in it.
  throw new CliError(
    `the file ${shown} is no state of Terraform's in its format 4: write it with \`terraform state pull\``,
  );
}

function whyNot(mode: string, type: string, { deposed }: Instance): string | undefined {
  if (type !== "restapi_object") return "no resource of the provider restapi";
  if (mode !== "managed") return "is only read by Terraform, and not owned";
  if (deposed !== undefined)
    return "was replaced, and Terraform has still to delete it: run `terraform apply` there first";
  return undefined;
}

/** Its answers are texts of JSON; `api_data` has them as Go prints them, so that only what is a text there is one. */
function candidate(at: string, name: string, attributes: Properties): OldResource {
  const answers = ["create_response", "api_response"].flatMap((field) => {
    const answer = objectIn(attributes[field]);
    return answer === undefined ? [] : [answer];
  });
  const { id, path, create_path } = attributes;
  const declared = objectIn(attributes["data"]) ?? {};
  const printed = objectOf(attributes["api_data"]);
  return {
    at,
    name,
    id: typeof id === "string" ? id : undefined,
    says: [
      declared,
      ...answers.toReversed(),
      printed,
      { path_of_api: path, create_path_of_api: create_path },
    ],
    answers,
  };
}

const objectOf = (value: unknown): Properties =>
  Object.fromEntries(
    Object.entries((value as Properties | null) ?? {}).filter(
      ([, text]) => typeof text === "string" && !/^(\[|map\[|<nil>)/.test(text),
    ),
  );

function indexOf({ index_key }: Instance): string {
  if (index_key === undefined) return "";
  if (typeof index_key === "number") return `[${index_key}]`;
  return `[${JSON.stringify(index_key).replaceAll(/[$%](?=\{)/g, "$&$&")}]`;
}

const removal = (gone: readonly OldResource[]) => ({
  before: [],
  command: ["terraform state rm", ...gone.map(({ at }) => word(at))].join(" "),
  after:
    "Remove their blocks from Terraform's configuration before its next `apply`, which would create them again; until then run neither `apply` nor `destroy` there.",
});
