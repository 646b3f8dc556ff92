// Software bills of materials (CycloneDX 1.5): one for each npm package with its dependencies, and one for
// the native plugin with its bundled libraries. Their licences are compared with a checked-in list.
import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { execa } from "execa";
import { extract } from "tar";
import { npmInstall } from "../../test/helpers/npm.ts";
import { networkEnvironment } from "../hermetic.mjs";
import { readManifest } from "./packages.ts";

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string };
    readonly expression?: string;
  }[];
}

/** A packed package. */
export interface Dependency {
  readonly name: string;
  readonly path: string;
}

export interface Bom {
  readonly components: readonly Component[];
}

/**
 * The bill of a packed package as users install it. `others` are packed packages that are not published yet.
 */
export async function bomOfPackage(
  packed: string,
  others: readonly Dependency[],
  folder: string,
): Promise<Bom> {
  // npm takes the component's name from the folder.
  const project = join(folder, basename(packed).replace(/-\d+\.\d+\.\d+.*$/, ""));
  await mkdir(project, { recursive: true });
  await extract({ file: packed, cwd: project, strip: 1 });
  const file = join(project, "package.json");
  const { devDependencies: _, ...manifest } = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify(manifest));
  const isOptional = (name: string) => manifest.peerDependenciesMeta?.[name]?.optional === true;
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter((name) => !isOptional(name));
  const direct = [...Object.keys(manifest.dependencies ?? {}), ...peers];
  const own = others.filter(({ name }) => direct.includes(name)).map(({ path }) => path);
  await npmInstall(project, ["--ignore-scripts", "--no-save", ...own]);
  const env = networkEnvironment();
  const sbom = await execa({ cwd: project, env })`npm sbom --sbom-format cyclonedx --sbom-type library`;
  const bom = JSON.parse(sbom.stdout) as Bom;
  const missing = direct.filter((name) => !bom.components.some((component) => component.name === name));
  if (missing.length > 0)
    throw new Error(`npm's bill of ${manifest.name} does not contain ${missing.join(", ")}`);
  return bom;
}

/** The bill of the native plugin's archives, which npm can't make for a bundle. */
export async function bomOfPlugin(libraries: readonly string[]): Promise<Bom> {
  const { version, description } = (await readManifest("provider")) as {
    version: string;
    description?: string;
  };
  const components = libraries.map(async (folder) => {
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<
      string,
      string
    >;
    return component("library", manifest["name"] ?? "", manifest["version"] ?? "", manifest["license"]);
  });
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${randomUUID()}`,
    version: 1,
    metadata: {
      timestamp: new Date().toISOString(),
      component: {
        ...component("application", "pulumi-resource-rockit-durst", version, "Apache-2.0"),
        description,
      },
    },
    components: await Promise.all(components),
  } as Bom;
}

const component = (type: string, name: string, version: string, license: string | undefined) => ({
  type,
  "bom-ref": `${name}@${version}`,
  name,
  version,
  // The plugin is in no registry.
  ...(type === "library" && { purl: `pkg:npm/${name.replace("@", "%40")}@${version}` }),
  ...(license !== undefined && {
    licenses: [license.includes(" ") ? { expression: license } : { license: { id: license } }],
  }),
});

/** Writes a bill. Throws if it violates CycloneDX's schema. */
export async function writeBom(bom: Bom, file: string): Promise<void> {
  const text = `${JSON.stringify(bom, undefined, 2)}\n`;
  const fault = await new Validation.JsonStrictValidator(Spec.Version.v1dot5).validate(text);
  if (fault !== null) {
    const [{ instancePath, message }] = fault as [{ instancePath: string; message: string }];
    throw new Error(`${basename(file)} is not valid CycloneDX 1.5: ${instancePath} ${message}`);
  }
  await writeFile(file, text);
}

interface Allowed {
  /** SPDX identifiers and expressions. */
  readonly allowed: readonly string[];
  /** Packages with versions whose manifest names no allowed licence, and the result of a manual review. */
  readonly read: Readonly<Record<string, string>>;
}

/** Components whose licence is not on the list, one sentence each. */
export function notAllowed({ components }: Bom, { allowed, read }: Allowed): string[] {
  const isAllowed = (licence: string | undefined) => licence !== undefined && allowed.includes(licence);
  return components.flatMap(({ name, version, licenses = [] }) => {
    const said = licenses.map(({ license, expression }) => license?.id ?? expression);
    if (`${name}@${version}` in read || (said.length > 0 && said.every(isAllowed))) return [];
    return [`${name} ${version} has ${said.length > 0 ? `the licence ${said.join(", ")}` : "no licence"}`];
  });
}

export const readAllowed = async (): Promise<Allowed> =>
  JSON.parse(await readFile(join(import.meta.dirname, "allowed-licences.json"), "utf8"));
