// Terraform with Mastercard's provider restapi, as its documentation and a careful user write it.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import which from "which";
import type { RockitSimulator } from "../../simulators/index.ts";
import { Absent, type Contestant, type Entry, type Operation } from "./contestant.ts";
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
 * `create_returns_object` makes the provider keep the answer to the creation, where the signing secret is, and spares it
 * reading what it made. A resource's own `query_string` would go to creations and deletions too, so that the page's size
 * stands in `read_search`. The objects are a variable for `range()` makes 1,024 numbers at most.
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
  title: "Terraform, provider restapi",
  about:
    `\`restapi_object\` of Mastercard/restapi ${provider.version}, run by the \`terraform\` on PATH with its defaults: ten at once, and everything is read before anything is planned. A read is four requests, ` +
    "for the provider reads twice, and each time asks for the list twice, of which it takes one page of 1,000. It compares nothing that it reads: what was changed or removed at the server is neither noticed nor mended. " +
    "Refresh is `apply -refresh-only`. Data is declared sensitive as the provider's README says, without which plans print the signing secrets; that makes the state half as large again.",
  plugin: /terraform-provider-restapi/,
  async open({ folder, rockit }): Promise<Entry> {
    const file = await which("terraform", { nothrow: true });
    if (file === null) throw new Absent("There is no terraform on PATH.");
    const environment = await prepare(folder, await folderOf(provider), rockit);
    const project = join(folder, "project");
    await mkdir(project);
    await writeFile(join(project, "main.tf"), configuration);
    return {
      async declare(count, url) {
        const each = { sender: "mkraw", event: "end", type: "webhook", url };
        const subscriptions = Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}`, each]));
        await writeFile(join(project, "terraform.tfvars.json"), JSON.stringify({ subscriptions }));
      },
      commandOf: (operation) => ({ file, args: commands[operation], cwd: project, env: environment }),
      state: () => readFile(join(project, "terraform.tfstate"), "utf8"),
    };
  },
};

/** With a development override Terraform takes the provider from its folder and needs no `init`, which would download it. */
async function prepare(folder: string, binaries: string, rockit: RockitSimulator) {
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
    ...withoutTheCallers(),
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: "1",
    CHECKPOINT_DISABLE: "1",
    // The provider's own switch, or the plan would print every signing secret.
    API_DATA_IS_SENSITIVE: "true",
    TF_VAR_endpoint: rockit.endpoint,
    TF_VAR_org_name: orgName,
    TF_VAR_username: username,
    TF_VAR_api_key: apiKey,
  };
}

/** Settings of the user's own that would change what is measured. */
const withoutTheCallers = (): Record<string, string> =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^(TF|REST_API)_/.test(name))
      .map((name) => [name, ""]),
  );
