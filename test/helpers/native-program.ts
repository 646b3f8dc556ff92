import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A program with a resource of each native type. It imports none of this repository's packages. */
export const nativeProgram = `const pulumi = require("@pulumi/pulumi");
const builds = new pulumi.CustomResource("rockit-durst:rockit:Subscription", "builds", {
  name: "builds", sender: "mkraw", events: ["end"], type: "webhook", url: "https://hooks.example.com", secret: undefined,
});
const press = new pulumi.CustomResource("rockit-durst:durst:Subscriber", "press", {
  hostUri: "https://press.example/", externalAuthType: "NONE",
});
new pulumi.CustomResource("rockit-durst:durst:Subscription", "jobs", {
  subscriberId: press.id.apply(Number), topic: "STATUS/*",
});
exports.secret = builds.secret;
`;

/** Sets the plugin's folder, relative to the project, in the project's Pulumi.yaml. */
export async function setPluginPath(project: string, path: string): Promise<void> {
  const file = join(project, "Pulumi.yaml");
  const plugin = `plugins:\n  providers:\n    - { name: rockit-durst, path: ${path} }\n`;
  await writeFile(file, `${await readFile(file, "utf8")}${plugin}`);
}
