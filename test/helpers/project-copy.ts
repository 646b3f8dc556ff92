import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { parse } from "yaml";

const checkout = join(import.meta.dirname, "..", "..");

/** Whether a path is an installed package or a developer's stack file (`Pulumi.dev.yaml`). */
const isPersonal = (path: string) => /^(node_modules|venv|sdks|Pulumi\..+\.yaml)$/.test(basename(path));

export const isInCheckout = (project: string): boolean => `${project}${sep}`.startsWith(`${checkout}${sep}`);

/**
 * Copies a project of the checkout into `folder`, at the same relative path, and links the checkout's packages. A run in the project itself
 * would use and overwrite a developer's stack file.
 */
export async function copyProject(project: string, folder: string): Promise<string> {
  const copy = join(folder, relative(checkout, project));
  if (project === checkout) {
    await mkdir(folder, { recursive: true });
    const file = join(project, "Pulumi.yaml");
    await cp(file, join(folder, "Pulumi.yaml"));
    const { main } = parse(await readFile(file, "utf8")) as { main: string };
    await copyFolder(join(project, main), join(folder, main));
  } else await copyFolder(project, copy);
  await symlink(join(checkout, "node_modules"), join(folder, "node_modules"), "junction");
  return copy;
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, filter: (path) => path === from || !isPersonal(path) });
}
