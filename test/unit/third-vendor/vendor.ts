// A made-up vendor with one kind of resource. The adapter needs only these definitions.
import { type SettingsDefinition, vendorSettings } from "../../../provider/config/settings.ts";
import { HttpClient } from "../../../provider/http/client.ts";
import { checkInputs } from "../../../provider/resource/check.ts";
import type { Fields } from "../../../provider/resource/field.ts";
import type { ResourceKind } from "../../../provider/resource/kind.ts";
import type { Lifecycle } from "../../../provider/resource/lifecycle.ts";
import { meaningOf, readBack, sentFields } from "../../../provider/resource/meaning.ts";
import { planChange, replacementRules } from "../../../provider/resource/plan.ts";
import type { Properties } from "../../../provider/resource/properties.ts";
import { nonEmptyString, webAddress } from "../../../provider/resource/schema.ts";
import type { Vendor } from "../../../provider/resource/vendor.ts";
import { respondWith, startServer } from "../../helpers/server.ts";

const fields = {
  title: {
    description: "what it is called",
    type: "string",
    required: true,
    schema: nonEmptyString,
    onChange: "replaces",
    readBack: "value",
    summary: String,
  },
  target: {
    description: "where events go",
    type: "URL",
    required: true,
    schema: webAddress,
    onChange: "in place",
    readBack: "value",
  },
  token: {
    description: "a credential",
    type: "string",
    schema: nonEmptyString,
    onChange: "in place",
    readBack: "never",
    secret: true,
  },
} as const satisfies Fields;

const bellKind: ResourceKind = {
  name: "bells:Bell",
  noun: "bell",
  description: "A bell, which rings.",
  label: ({ id, title }) => `${id ?? title}`,
  id: { pattern: /^\d+$/, form: "a number" },
  fields,
  rules: [],
  outputs: {},
  absentMeans: "no value",
};

const settings: SettingsDefinition<{ readonly key: string }> = {
  namespace: "bells",
  title: "Bells",
  rows: { key: { description: "the account's key", needed: "yes", secret: true } },
  credentials: ({ required }) => ({ key: required("key") }),
};

class BellsRun {
  constructor(private readonly http: HttpClient) {}

  async ask(method: "GET" | "POST" | "PUT" | "DELETE", id?: string, body?: Properties): Promise<Properties> {
    const route = id === undefined ? ["bells"] : ["bells", id];
    const { z } = await import("zod");
    const answer = await this.http.request({ method, route, ...(body && { body }) });
    return answer.json(z.looseObject({}));
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

const lifecycle: Lifecycle<BellsRun, Properties, Properties> = {
  kind: bellKind,
  check: (_olds, news) => checkInputs(bellKind, news),
  diff: (_id, outputs, inputs) =>
    planChange(meaningOf(fields, outputs), meaningOf(fields, inputs), replacementRules(bellKind)),
  list: async ({ run }) => Object.keys(await run.ask("GET")),
  create: async ({ run }, inputs) => {
    const { id } = await run.ask("POST", undefined, sentFields(fields, inputs, "creation"));
    return { id: String(id), outputs: inputs };
  },
  read: async ({ run }, id, outputs) => readBack(bellKind, await run.ask("GET", id), outputs),
  update: async ({ run }, id, _outputs, inputs) => {
    await run.ask("PUT", id, sentFields(fields, inputs, "change"));
    return inputs;
  },
  delete: async ({ run }, id) => void (await run.ask("DELETE", id)),
  inputsOf: (outputs) => outputs,
};

export const bellsVendor: Vendor<{ readonly key: string }, BellsRun> = {
  settings,
  connect: (given) => new BellsRun(new HttpClient(given)),
  lifecycles: [lifecycle],
  functions: [],
};

/** The vendor's server; `stored` has its objects. */
export async function startBellsServer() {
  const stored = new Map<string, Properties>();
  const { url } = await startServer(({ method, path, body }, response) => {
    const answer = (value: unknown) => respondWith(200, value)({} as never, response);
    const id = path.split("/")[2] ?? String(stored.size + 1);
    if (method === "GET") return answer(stored.get(id) ?? Object.fromEntries(stored));
    if (method === "DELETE") return answer({ deleted: stored.delete(id) });
    const { token: _, ...visibleFields } = JSON.parse(body) as Properties;
    stored.set(id, { ...visibleFields, id });
    return answer({ id });
  });
  return { url, stored };
}

export const bellsSettings = (url: string) =>
  vendorSettings(settings, {
    config: () => undefined,
    environment: { BELLS_ENDPOINT: url, BELLS_KEY: "canary-key" },
  });
