import { z } from "zod";
import type { Properties } from "../../resource/properties";
import { objectIn } from "../../resource/provider-arguments";
import { CliError } from "../print/errors";
import { shellQuote } from "../print/terminal";
import { readStateText } from "../state/state-file";
import type { LegacyResource } from "../vendor/recognition";
import type { LegacyState, Skipped } from "./legacy-state";

// Only the fields that are read: versions of Terraform and OpenTofu add others.
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

/** Reads a state with resources of the provider restapi. @throws CliError if the file is no state */
export async function terraformState(file: string): Promise<LegacyState> {
  const { resources } = await parsed(file);
  const isOpenTofu = resources.some(({ provider = "" }) => provider.includes("opentofu"));
  const tool = isOpenTofu ? "tofu" : "terraform";
  return {
    resources: resources.flatMap(legacyResources),
    removal: (migrated) => removal(tool, migrated),
    encrypted: false,
  };
}

const legacyResources = ({ module = "", mode, type, name, instances }: Resource) =>
  instances.map((one): LegacyResource | Skipped => {
    const { deposed, index_key, attributes = {} } = one;
    const place = [module, mode === "data" ? "data" : "", type, name].filter(Boolean).join(".");
    const address = `${place}${indexOf(one)}${deposed === undefined ? "" : ` (deposed ${deposed})`}`;
    const reason = skipReason(mode, type, one);
    if (reason !== undefined) return { address, type, reason };
    const modules = module.replaceAll(/(^|\.)module\./g, "$1").replaceAll(/[."[\]\\]+/g, "-");
    const words = [modules.replace(/-$/, ""), name, index_key ?? ""].filter((word) => word !== "");
    return candidate(address, words.join("-"), attributes);
  });

async function parsed(file: string): Promise<z.infer<typeof stateFile>> {
  const { shown, text } = await readStateText(file);
  const value = objectIn(text);
  const state = stateFile.safeParse(value);
  if (state.success) return state.data;
  // zod's reasons could quote secrets.
  throw new CliError(`${shown} ${otherFormat(value ?? {})}`);
}

/** What a file is instead of a state, and the command that writes one. */
function otherFormat(value: Properties): string {
  if ("encrypted_data" in value)
    return "is an encrypted state of OpenTofu: `tofu state pull` decrypts it with the configuration's key";
  if ("format_version" in value)
    return "is the output of `terraform show -json`, not a state: write one with `terraform state pull`";
  if ("deployment" in value)
    return "is an export of Pulumi: migrate it with `rockit-durst migrate pulumi --state`";
  if (typeof value["version"] === "number" && value["version"] < 4)
    return `is a state in format ${value["version"]}, of Terraform before 0.12: write format 4 with \`terraform state pull\` of a newer version`;
  return "is not a state of Terraform in format 4: write one with `terraform state pull`";
}

function skipReason(mode: string, type: string, { deposed }: Instance): string | undefined {
  if (type !== "restapi_object") return "is not a resource of the provider restapi";
  if (mode !== "managed") return "is only read by Terraform";
  if (deposed !== undefined)
    return "was replaced and waits for its deletion: save the state, then run `terraform apply` there first";
  return undefined;
}

/**
 * A resource of restapi. `create_response` and `api_response` are JSON; `api_data` has values as Go prints
 * them, so only its texts are usable.
 */
function candidate(address: string, name: string, attributes: Properties): LegacyResource {
  const answers = ["create_response", "api_response"].flatMap((field) => {
    const answer = objectIn(attributes[field]);
    return answer === undefined ? [] : [answer];
  });
  const { id, path, create_path } = attributes;
  const declared = objectIn(attributes["data"]) ?? {};
  const printed = objectOf(attributes["api_data"]);
  return {
    address,
    name,
    id: typeof id === "string" ? id : undefined,
    layers: [
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

const removal = (tool: string, migrated: readonly LegacyResource[]) => ({
  before: [],
  commands: [[`${tool} state rm`, ...migrated.map(({ address }) => shellQuote(address))].join(" ")],
  after:
    "Remove the old resources from the old configuration before its next `apply`, which would create them again; until then run neither `apply` nor `destroy` there.",
});
