// `npm run release -- --dry-run`: makes the files of a release, and runs all checks that need no account. The
// workflow release.yml runs the same with `--tag`, and publishes these files.
import { globSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { makeArchives } from "../plugin/archives.ts";
import { check, info, runScenario, step } from "../scenario.ts";
import { sectionOf } from "./changelog.ts";
import { differences, filesIn, updateList } from "./contents.ts";
import { forbiddenContentIn } from "./forbidden-content.ts";
import { checksumsOf, type Packed, packPackages } from "./pack.ts";
import { readManifests, root } from "./packages.ts";
import { type Bom, bomOfPackage, bomOfPlugin, notAllowed, readAllowed, writeBom } from "./sbom.ts";
import { commandVersion, installInto, loadAll, runDemo } from "./smoke-test.ts";
import { disagreements, readMentions } from "./versions.ts";

const help = `Usage: npm run release -- --dry-run [--tag vX.Y.Z] [--update]

Makes the files of a release in dist/release and checks them: versions, contents, secrets, licences, bills of materials, an
installation into an empty project, the demo. Publishes nothing.

  --tag vX.Y.Z   also check what a release of this tag needs
  --update       update the lists in tools/release/contents: review the changes
`;

const onlyDry =
  "only .github/workflows/release.yml publishes releases, when a tag is pushed: add --dry-run to check a release here";

const target = join(root, "dist", "release");

/** Fails with all findings, one line each. */
const checkNone = (findings: readonly string[], message: string) =>
  check(findings.length === 0, [message, ...findings.map((finding) => `  ${finding}`)].join("\n"));

interface Options {
  readonly tag: string | undefined;
  readonly update: boolean;
}

async function release({ tag, update }: Options, interrupted: AbortSignal): Promise<void> {
  const manifests = await readManifests();
  const version = manifests[0]?.version ?? "";

  step("Check that all versions agree");
  const mentions = await readMentions(
    manifests,
    globSync("examples/*/package.json", { cwd: root }).toSorted(),
  );
  checkNone(disagreements(mentions, tag, process.env["GITHUB_REPOSITORY"]), "the versions differ:");
  const places = "packages, ranges, pages and CHANGELOG.md";
  info(`${version} in ${places}${tag === undefined ? "" : ` and in the tag, with a repository and a date`}`);

  step("Pack the packages, and make the plugin's archives");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const packages = await packPackages(target);
  const packed = packages.map(({ file }) => join(target, file));
  const { archives, libraries } = await makeArchives(target);
  const files = [...packed, ...archives];
  info(`${files.length} files in ${relative(process.cwd(), target)}`);

  step("Compare the contents with the lists in tools/release/contents");
  if (update) for (const file of files) await updateList(file, version);
  const differing = await Promise.all(files.map((file) => differences(file, version)));
  checkNone(
    differing.flat(),
    "the contents differ from the lists in tools/release/contents (--update updates them):",
  );
  const counts = files.map(async (file) => (await filesIn(file)).length);
  info(`${(await Promise.all(counts)).join(", ")} files`);

  step("Check for secrets, tests, paths of this machine and source maps");
  const faults = await Promise.all(files.map(forbiddenContentIn));
  checkNone(faults.flat(), "this must not be published:");
  info("none found");

  const work = await mkdtemp(join(tmpdir(), "rockit-durst-release-"));
  await checkBoms({ packages, libraries, version }, work);

  step("Install the packages into an empty project");
  const project = join(work, "empty");
  await installInto(project, packed);
  const entries = await loadAll(project, manifests);
  const answered = await commandVersion(project);
  check(answered === version, `rockit-durst --version prints ${answered} instead of ${version}`);
  info(`${entries.join(", ")} load by import and require; rockit-durst ${answered}`);

  step("Run the demo with the packed packages");
  await runDemo(join(work, "demo"), packed, interrupted);
  info("the demo succeeded");

  step("Write checksums and release notes");
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
  step("Write bills of materials (CycloneDX), and check their licences");
  const named: [name: string, bom: Bom][] = [
    [`pulumi-resource-rockit-durst-v${version}`, await bomOfPlugin(libraries)],
  ];
  const dependencies = packages.map(({ name, file }) => ({ name, path: join(target, file) }));
  for (const { file } of packages)
    named.push([basename(file, ".tgz"), await bomOfPackage(join(target, file), dependencies, work)]);
  const allowed = await readAllowed();
  const forbidden = new Set(named.flatMap(([, bom]) => notAllowed(bom, allowed)));
  checkNone(
    [...forbidden],
    "review these licences, and add them to tools/release/allowed-licences.json if they are acceptable:",
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
  "; nothing was published, dist/release contains the files.",
);
