// Terraform with Mastercard's provider restapi, configured as a careful user would from its documentation.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import which from "which";
import type { RockitSimulator } from "../../simulators/index.ts";
import { type Contestant, type ContestantProject, type Operation, UnavailableError } from "./contestant.ts";
import { folderOf, goProgram } from "./go-program.ts";

const provider = goProgram("terraform-provider-restapi");

const unattended = ["-input=false", "-no-color"];
const approved = [...unattended, "-auto-approve"];

const commands: Readonly<Record<Operation, readonly string[]>> = {
  create: ["apply", ...approved],
  unchanged: ["apply", ...approved],
  preview: ["plan", ...unattended],
  refresh: ["apply", "-refresh-only", ...approved],
  change: ["apply", ...approved],
  destroy: ["destroy", ...approved],
};

/**
 * With `create_returns_object` the provider keeps the answer to a creation, which has the signing secret, and does not read
 * the new object. The page size is in `read_search`, since the `query_string` of a resource would apply to creations and
 * deletions too. The objects are a variable, since `range()` returns 1,024 numbers at most.
 */
const configuration = `
terraform {
  required_providers {
    restapi = {
      source  = "Mastercard/restapi"
      version = "${provider.version}"
    }
  }
}

variable "endpoint" { type = string }
variable "org_name" { type = string }
variable "username" { type = string }

variable "api_key" {
  type      = string
  sensitive = true
}

variable "subscriptions" {
  type = map(object({ sender = string, event = string, type = string, url = string }))
}

provider "restapi" {
  uri                   = var.endpoint
  id_attribute          = "name"
  create_returns_object = true
  headers = {
    x-rockit-orgname  = var.org_name
    x-rockit-username = var.username
    x-rockit-api-key  = var.api_key
  }
}

resource "restapi_object" "subscription" {
  for_each  = var.subscriptions
  path      = "/be/v1/subscriptions"
  read_path = "/be/v1/subscriptions"
  read_search = {
    search_key   = "name"
    search_value = each.key
    query_string = "limit=1000"
  }
  data      = jsonencode(merge({ name = each.key }, each.value))
  force_new = [sha1(jsonencode(each.value))]
}
`;

export const terraform: Contestant = {
  name: "terraform",
  title: "Terraform (restapi provider)",
  about:
    `The resource \`restapi_object\` of the provider Mastercard/restapi ${provider.version}, with the default settings of the \`terraform\` on PATH. Terraform works on ten resources at once, and reads all resources before it plans. ` +
    "A read of one resource takes four requests: the provider reads it twice, and each time requests the list twice. It uses one list page of 1,000 entries. " +
    "The provider compares nothing that it reads, so it neither detects nor corrects changes and deletions on the server. `refresh` is `apply -refresh-only`. " +
    "As the provider's README advises, its data is marked as sensitive, or plans would print the signing secrets. This makes the state 50 % larger.",
  plugin: /terraform-provider-restapi/,
  async open({ folder, rockit }): Promise<ContestantProject> {
    const file = await which("terraform", { nothrow: true });
    if (file === null) throw new UnavailableError("There is no terraform on PATH.");
    const environment = await writeSettings(folder, await folderOf(provider), rockit);
    const projectFolder = join(folder, "project");
    await mkdir(projectFolder);
    await writeFile(join(projectFolder, "main.tf"), configuration);
    return {
      async declare(count, url) {
        const each = { sender: "mkraw", event: "end", type: "webhook", url };
        const subscriptions = Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}`, each]));
        await writeFile(join(projectFolder, "terraform.tfvars.json"), JSON.stringify({ subscriptions }));
      },
      commandOf: (operation) => ({ file, args: commands[operation], cwd: projectFolder, env: environment }),
      state: () => readFile(join(projectFolder, "terraform.tfstate"), "utf8"),
    };
  },
};

/** A development override makes Terraform use the provider in a folder, without `init`, which would download it. */
async function writeSettings(folder: string, binaries: string, rockit: RockitSimulator) {
  const settings = join(folder, "terraform.rc");
  await writeFile(
    settings,
    `provider_installation {
  dev_overrides { "Mastercard/restapi" = ${JSON.stringify(binaries)} }
}
`,
  );
  const { orgName, username, apiKey } = rockit.credentials;
  return {
    ...withoutCallerSettings(),
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: "1",
    CHECKPOINT_DISABLE: "1",
    // Without this setting of the provider, plans print the signing secrets.
    API_DATA_IS_SENSITIVE: "true",
    TF_VAR_endpoint: rockit.endpoint,
    TF_VAR_org_name: orgName,
    TF_VAR_username: username,
    TF_VAR_api_key: apiKey,
  };
}

/** Empties the caller's Terraform settings, which would change the results. */
const withoutCallerSettings = (): Record<string, string> =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^(TF|REST_API)_/.test(name))
      .map((name) => [name, ""]),
  );
