import { pulumiContestant } from "./pulumi.ts";

/**
 * As Pulumi's documentation teaches a dynamic provider: an object with closures, serialised into every resource's state, and `fetch`. It takes
 * its settings from the environment, so that no credential is captured; it marks the secret; it asks for the largest page; it says
 * what a change replaces. Node.js keeps its connections alive.
 */
export const textbook = pulumiContestant({
  name: "textbook",
  title: "textbook dynamic provider",
  about:
    "A dynamic provider as Pulumi's documentation teaches it: closures in the state, `fetch`, one GET a read. ROCKIT has no GET of one subscription, so that each read asks for the list, 1,000 entries a page.",
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
