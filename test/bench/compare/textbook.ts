import { pulumiContestant } from "./pulumi.ts";

/**
 * A dynamic provider as Pulumi documents it: an object with functions, serialised into every resource's state, and `fetch`. Its settings come
 * from the environment, so that the state has no credentials. It marks the secret, requests the largest page and declares replacements.
 * Node.js keeps its connections alive.
 */
export const textbook = pulumiContestant({
  name: "textbook",
  title: "hand-written dynamic provider",
  about:
    "A dynamic provider written as Pulumi's documentation shows, with `fetch`. Pulumi keeps its code in the state of every resource. Each subscription is read on its own. ROCKIT can only list subscriptions, so each read requests the list, in pages of 1,000 entries.",
  program: `
const pulumi = require("@pulumi/pulumi");

const rockit = async (method, path, body) => {
  const response = await fetch(process.env.ROCKIT_ENDPOINT + "/be/v1/subscriptions" + path, {
    method,
    headers: {
      "x-rockit-orgname": process.env.ROCKIT_ORG_NAME,
      "x-rockit-username": process.env.ROCKIT_USERNAME,
      "x-rockit-api-key": process.env.ROCKIT_API_KEY,
      ...(body && { "content-type": "application/json" }),
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error("ROCKIT answered " + response.status);
  return response.json();
};

const provider = {
  async diff(id, olds, news) {
    const replaces = ["name", "sender", "event", "type", "url"].filter((key) => olds[key] !== news[key]);
    return { changes: replaces.length > 0, replaces, deleteBeforeReplace: true };
  },
  async create({ name, sender, event, type, url }) {
    const { secret } = await rockit("POST", "", { name, sender, event, type, url });
    return { id: name, outs: { name, sender, event, type, url, secret } };
  },
  async read(id, props) {
    for (let offset = 0; ; offset += 1000) {
      const page = await rockit("GET", "?limit=1000&offset=" + offset);
      const found = page.find(({ name }) => name === id);
      if (found) return { id, props: { ...props, ...found } };
      if (page.length < 1000) return {};
    }
  },
  async delete(id) {
    await rockit("DELETE", "/" + encodeURIComponent(id));
  },
};

class Subscription extends pulumi.dynamic.Resource {
  constructor(name, props) {
    super(provider, name, { secret: undefined, ...props }, { additionalSecretOutputs: ["secret"] });
  }
}

for (let n = 0; n < count; n++) {
  const name = prefix + n;
  new Subscription(name, { name, sender: "mkraw", event: "end", type: "webhook", url });
}
`,
});
