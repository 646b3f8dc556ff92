// The native plugin in a YAML program, which needs no programming language.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { ensureLanguageHost, whyNoLanguageHost } from "../../../tools/engine/language-hosts.ts";
import { type Contestant, UnavailableError } from "./contestant.ts";
import { addPlugin, nativePlugin, pluginLines, stackIn } from "./pulumi.ts";

export const yaml: Contestant = {
  name: "yaml",
  title: "native plugin from YAML",
  about: "The native plugin's resource `rockit-durst:rockit:Subscription`, in a YAML program.",
  plugin: nativePlugin,
  async open({ folder, engine, rockit }) {
    const reason = await whyNoLanguageHost(engine, "yaml");
    if (reason !== undefined) throw new UnavailableError(`${reason}.`);
    const host = await ensureLanguageHost(engine, "yaml");
    const projectEnvironment = { ...engine.projectEnvironment, ...host.environment };
    await addPlugin(join(folder, "node_modules"));
    await writeFile(join(folder, "Pulumi.yaml"), programOf(0, ""));
    return {
      declare: (count, url, prefix = "s") =>
        writeFile(join(folder, "Pulumi.yaml"), programOf(count, url, prefix)),
      ...(await stackIn(folder, { ...engine, projectEnvironment }, rockit)),
    };
  },
};

function programOf(count: number, url: string, prefix = "s"): string {
  const names = Array.from({ length: count }, (_, n) => `${prefix}${n}`);
  const resources = names.map((name) => [
    name,
    {
      type: "rockit-durst:rockit:Subscription",
      properties: { name, sender: "mkraw", event: "end", type: "webhook", url },
    },
  ]);
  return `name: bench\nruntime: yaml\n${pluginLines}${stringify({ resources: Object.fromEntries(resources) })}`;
}
