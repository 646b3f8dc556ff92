// Software bills of materials (CycloneDX 1.5): one for each npm package, with what npm installs for it, and
// one for the native plugin, with the libraries that its archives hold. Their licences are held to a list
// that is checked in.
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
 * What npm says of a packed package as its users install it. `others` are packed packages that no registry
 * has yet.
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
  if (missing.length > 0) throw new Error(`npm's bill of ${manifest.name} lacks ${missing.join(", ")}`);
  return bom;
}

/** What the archives of the native plugin hold; npm knows nothing of a bundle. */
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
  // The plugin is on no registry.
  ...(type === "library" && { purl: `pkg:npm/${name.replace("@", "%40")}@${version}` }),
  ...(license !== undefined && {
    licenses: [license.includes(" ") ? { expression: license } : { license: { id: license } }],
  }),
});

/** Writes a bill; throws if it is not what CycloneDX's schema asks for. */
export async function writeBom(bom: Bom, file: string): Promise<void> {
  const text = `${JSON.stringify(bom, undefined, 2)}\n`;
  const fault = await new Validation.JsonStrictValidator(Spec.Version.v1dot5).validate(text);
  if (fault !== null) {
    const [{ instancePath, message }] = fault as [{ instancePath: string; message: string }];
    throw new Error(`${basename(file)} is no CycloneDX 1.5: ${instancePath} ${message}`);
  }
  await writeFile(file, text);
}

interface Allowed {
  /** SPDX identifiers and expressions. */
  readonly allowed: readonly string[];
  /** Packages, each with its version, whose manifest says none of these, and what a person found in them. */
  readonly read: Readonly<Record<string, string>>;
}

/** Components whose licence is not on the list, a sentence each. */
export function notAllowed({ components }: Bom, { allowed, read }: Allowed): string[] {
  const isAllowed = (licence: string | undefined) => licence !== undefined && allowed.includes(licence);
  return components.flatMap(({ name, version, licenses = [] }) => {
    const said = licenses.map(({ license, expression }) => license?.id ?? expression);
    if (`${name}@${version}` in read || (said.length > 0 && said.every(isAllowed))) return [];
    return [`${name} ${version} is under ${said.join(", ") || "no licence that it says"}`];
  });
}

export const readAllowed = async (): Promise<Allowed> =>
  JSON.parse(await readFile(join(import.meta.dirname, "allowed-licences.json"), "utf8"));
