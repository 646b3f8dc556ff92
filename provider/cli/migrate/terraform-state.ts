import { z } from "zod";
import type { Properties } from "../../resource/properties";
import { objectIn } from "../../resource/provider-arguments";
import { CliError } from "../print/errors";
import { shellQuote } from "../print/terminal";
import { readStateText } from "../state/state-file";
import type { LegacyResource } from "../vendor/recognition";
import type { Skipped, LegacyState } from "./legacy-state";

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
  provider: z.string().optional(),
  instances: z.array(instance),
});
const stateFile = z.looseObject({ version: z.literal(4), resources: z.array(resource) });

type Instance = z.infer<typeof instance>;
type Resource = z.infer<typeof resource>;

/** A state with resources of the provider restapi. @throws CliError if the file is none */
export async function terraformState(file: string): Promise<LegacyState> {
  const { resources } = await parsed(file);
  const isOpenTofu = resources.some(({ provider = "" }) => provider.includes("opentofu"));
  const tool = isOpenTofu ? "tofu" : "terraform";
  return {
    resources: resources.flatMap(oldResources),
    removal: (gone) => removal(tool, gone),
    encrypted: false,
  };
}

const oldResources = ({ module = "", mode, type, name, instances }: Resource) =>
  instances.map((one): LegacyResource | Skipped => {
    const { deposed, index_key, attributes = {} } = one;
    const place = [module, mode === "data" ? "data" : "", type, name].filter(Boolean).join(".");
    const at = `${place}${indexOf(one)}${deposed === undefined ? "" : ` (deposed ${deposed})`}`;
    const why = whyNot(mode, type, one);
    if (why !== undefined) return { at, type, why };
    const modules = module.replaceAll(/(^|\.)module\./g, "$1").replaceAll(/[."[\]\\]+/g, "-");
    const words = [modules.replace(/-$/, ""), name, index_key ?? ""].filter((word) => word !== "");
    return candidate(at, words.join("-"), attributes);
  });

async function parsed(file: string): Promise<z.infer<typeof stateFile>> {
  const { shown, text } = await readStateText(file);
  const value = objectIn(text);
  const state = stateFile.safeParse(value);
  if (state.success) return state.data;
  // Why would repeat what is in it.
  throw new CliError(`${shown} ${otherForm(value ?? {})}`);
}

/** What a text is that is no state, and which command writes one. */
function otherForm(value: Properties): string {
  if ("encrypted_data" in value)
    return "is a state that OpenTofu encrypted: `tofu state pull` writes it in the clear, with the configuration's key";
  if ("format_version" in value)
    return "is what `terraform show -json` prints, which is no state: write that with `terraform state pull`";
  if ("deployment" in value)
    return "is an export of Pulumi's: migrate it with `rockit-durst migrate pulumi --state`";
  if (typeof value["version"] === "number" && value["version"] < 4)
    return `is a state in format ${value["version"]}, of Terraform before 0.12: \`terraform state pull\` of a newer one writes format 4`;
  return "is no state of Terraform's in its format 4: write it with `terraform state pull`";
}

function whyNot(mode: string, type: string, { deposed }: Instance): string | undefined {
  if (type !== "restapi_object") return "no resource of the provider restapi";
  if (mode !== "managed") return "is only read by Terraform, and not owned";
  if (deposed !== undefined) return "was replaced but not deleted yet: run `terraform apply` there first";
  return undefined;
}

/** Its answers are texts of JSON; `api_data` has them as Go prints them, so that only what is a text there is one. */
function candidate(at: string, name: string, attributes: Properties): LegacyResource {
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
    Object.entries(objectIn(value) ?? {}).filter(
      ([, text]) => typeof text === "string" && !/^(\[|map\[|<nil>)/.test(text),
    ),
  );

function indexOf({ index_key }: Instance): string {
  if (index_key === undefined) return "";
  if (typeof index_key === "number") return `[${index_key}]`;
  return `[${JSON.stringify(index_key).replaceAll(/[$%](?=\{)/g, "$&$&")}]`;
}

const removal = (tool: string, gone: readonly LegacyResource[]) => ({
  before: [],
  commands: [[`${tool} state rm`, ...gone.map(({ at }) => shellQuote(at))].join(" ")],
  after:
    "Remove their blocks from the old configuration before its next `apply`, which would create them again; until then run neither `apply` nor `destroy` there.",
});
