// `npm run release -- --dry-run`: makes the files of a release and checks what can be checked without an
// account. The workflow release.yml runs the same with `--tag`, and publishes just these files.
import { globSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { makeArchives } from "../plugin/archives.ts";
import { check, step, info, runScenario } from "../scenario.ts";
import { sectionOf } from "./changelog.ts";
import { differences, filesIn, updateList } from "./contents.ts";
import { commandVersion, installInto, loadAll, runDemo } from "./smoke-test.ts";
import { checksumsOf, type Packed, packPackages } from "./pack.ts";
import { readManifests, root } from "./packages.ts";
import { faultsIn } from "./forbidden-content.ts";
import { type Bom, bomOfPackage, bomOfPlugin, notAllowed, readAllowed, writeBom } from "./sbom.ts";
import { disagreements, readMentions } from "./versions.ts";

const help = `Usage: npm run release -- --dry-run [--tag vX.Y.Z] [--update]

Makes the files of a release in dist/release and checks them: versions, contents, secrets, licences, bills of materials, an
installation into an empty project, the demo. It publishes nothing.

  --tag vX.Y.Z   check what a release of this tag needs, too
  --update       write the lists in tools/release/contents anew: look at what changed in them
`;

const onlyDry =
  "releases are published by .github/workflows/release.yml when a tag is pushed, and from no other place: add --dry-run to check one here";

const target = join(root, "dist", "release");

/** Stops with all findings, each on a line. */
const stopAt = (findings: readonly string[], otherwise: string) =>
  check(findings.length === 0, [otherwise, ...findings.map((finding) => `  ${finding}`)].join("\n"));

interface Options {
  readonly tag: string | undefined;
  readonly update: boolean;
}

async function release({ tag, update }: Options, interrupted: AbortSignal): Promise<void> {
  const manifests = await readManifests();
  const version = manifests[0]?.version ?? "";

  step("All versions agree");
  const mentions = await readMentions(
    manifests,
    globSync("examples/*/package.json", { cwd: root }).toSorted(),
  );
  stopAt(disagreements(mentions, tag, process.env["GITHUB_REPOSITORY"]), "they do not:");
  const places = "packages, ranges, pages and CHANGELOG.md";
  info(`${version} in ${places}${tag === undefined ? "" : ` and in the tag, with a repository and a date`}`);

  step("The packages are packed, and the plugin's archives made");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const packages = await packPackages(target);
  const packed = packages.map(({ file }) => join(target, file));
  const { archives, libraries } = await makeArchives(target);
  const files = [...packed, ...archives];
  info(`${files.length} files in ${relative(process.cwd(), target)}`);

  step("They hold what is listed and nothing else");
  if (update) for (const file of files) await updateList(file, version);
  const differing = await Promise.all(files.map((file) => differences(file, version)));
  stopAt(differing.flat(), "they differ from tools/release/contents, which --update writes anew:");
  const counts = files.map(async (file) => (await filesIn(file)).length);
  info(`${(await Promise.all(counts)).join(", ")} files`);

  step("They hold no secret, test, path of this machine or map to sources");
  const faults = await Promise.all(files.map(faultsIn));
  stopAt(faults.flat(), "this must not be published:");
  info("none found");

  const work = await mkdtemp(join(tmpdir(), "rockit-durst-release-"));
  await checkBoms({ packages, libraries, version }, work);

  step("The packages work in an empty project");
  const project = join(work, "empty");
  await installInto(project, packed);
  const entries = await loadAll(project, manifests);
  const answered = await commandVersion(project);
  check(answered === version, `rockit-durst --version answers ${answered}, and ${version} was packed`);
  info(`${entries.join(", ")} load by import and require; rockit-durst ${answered}`);

  step("The demo runs on the packed packages");
  await runDemo(join(work, "demo"), packed, interrupted);
  info("it did");

  step("Checksums and release notes");
  const published = globSync("*.{tgz,tar.gz,cdx.json}", { cwd: target }).map((name) => join(target, name));
  await writeFile(join(target, "SHA256SUMS"), await checksumsOf(published));
  await writeFile(join(target, "NOTES.md"), `${sectionOf(mentions.changelog, version)?.text}\n`);
  info(`SHA256SUMS of ${published.length} files, NOTES.md from CHANGELOG.md`);
}

interface Contents {
  readonly packages: readonly Packed[];
  readonly libraries: readonly string[];
  readonly version: string;
}

async function checkBoms({ packages, libraries, version }: Contents, work: string): Promise<void> {
  step("Each has a bill of materials (CycloneDX), and all licences in them are allowed");
  const named: [name: string, bom: Bom][] = [
    [`pulumi-resource-rockit-durst-v${version}`, await bomOfPlugin(libraries)],
  ];
  const dependencies = packages.map(({ name, file }) => ({ name, path: join(target, file) }));
  for (const { file } of packages)
    named.push([basename(file, ".tgz"), await bomOfPackage(join(target, file), dependencies, work)]);
  const allowed = await readAllowed();
  const refused = new Set(named.flatMap(([, bom]) => notAllowed(bom, allowed)));
  stopAt(
    [...refused],
    "read these licences, and add them to tools/release/allowed-licences.json if they may stay:",
  );
  for (const [name, bom] of named) await writeBom(bom, join(target, `${name}.cdx.json`));
  info(named.map(([name, { components }]) => `${name}: ${components.length} components`).join("\n   "));
}

function readOptions(): Options {
  const boolean = { type: "boolean" } as const;
  const options = { "dry-run": boolean, update: boolean, help: boolean, tag: { type: "string" } } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.help === true) {
      console.log(help);
      process.exit(0);
    }
    if (values["dry-run"] !== true) throw new Error(onlyDry);
    return { tag: values.tag, update: values.update === true };
  } catch (thrown) {
    console.error(`release: ${(thrown as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

const options = readOptions();
await runScenario(
  "release",
  (interrupted) => release(options, interrupted),
  "; dist/release has what would be published. Nothing was.",
);
