// Programs in other languages on the real engine. The tests of our packages in those languages stand on this.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ensureLanguageHost, whyNoLanguageHost } from "../../tools/engine/language-hosts.ts";

/** A host that must be built first takes minutes on a busy machine. */
const timeout = 600_000;
const engine = inject("engine");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "language-hosts-"));
  await mkdir(join(folder, "state"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const noYaml = await whyNoLanguageHost(engine, "yaml");

test.skipIf(noYaml)(`runs a YAML program${noYaml ? ` (skipped: ${noYaml})` : ""}`, { timeout }, async () => {
  const host = await ensureLanguageHost(engine, "yaml");
  await writeFile(
    join(folder, "Pulumi.yaml"),
    "name: greeter\nruntime: yaml\noutputs:\n  greeting: Guten Tag\n",
  );
  const pulumi = (...args: string[]) =>
    execa(engine.pulumi, [...args, "--non-interactive"], {
      cwd: folder,
      env: {
        ...engine.projectEnvironment,
        ...host.environment,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
        PULUMI_CONFIG_PASSPHRASE: "test",
      },
    });
  await pulumi("stack", "init", "test");
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up.stdout).toContain("1 created");
  // Beside the engine, a host is used without a warning.
  if (!("PATH" in host.environment) && host.origin !== "path") expect(up.stdout).not.toContain("warning");
  expect((await pulumi("stack", "output", "greeting")).stdout).toBe("Guten Tag");
});
