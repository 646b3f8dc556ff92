import { readdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { projectOf } from "./project";
import { pulumiJson, type StackChoice, stackFlags } from "./pulumi";

/** A stack in a state backend. */
export interface StackAtBackend extends StackChoice {
  /** `project/stack`, as far as known. */
  readonly label: string;
  /** From the state; an empty state names no project. */
  readonly project?: string | undefined;
}

/**
 * A running update may be creating an object that the state does not have yet. Call this after reading the
 * state, and read the state again before acting: then every pending operation is of an update that this
 * function sees, or of one that has ended.
 *
 * @throws CliError if an update of the stack is running, or was killed and left its lock
 */
export async function refuseWhileUpdating(stack: StackAtBackend): Promise<void> {
  if (!(await isUpdating(stack))) return;
  const cancel = ["pulumi cancel", ...stackFlags(stack)].join(" ");
  throw new CliError(
    `nothing was removed: an update of ${oneLine(stack.label, 200)} is running, or was killed and left its lock. Wait until it ends; if it was killed, run \`${cancel}\` first`,
  );
}

async function isUpdating(at: StackAtBackend): Promise<boolean> {
  const { stack, cwd, label } = at;
  const { url = "" } = (await pulumiJson("asking for the backend", ["whoami", "--json"], { cwd })) as {
    url?: string;
  };
  if (url.startsWith("file://")) return isLocked(url, at);
  // Pulumi prints no URL for a service whose console it does not know.
  if (url === "" || /^https?:/.test(url)) {
    const latest = ["stack", "history", "--json", "--page-size", "1"];
    const updates = await pulumiJson("asking for the last update", latest, { stack, cwd });
    const [last] = (updates ?? []) as { result?: string }[];
    return last?.result === "in-progress" || last?.result === "not-started";
  }
  // The address may hold a password.
  const backend = oneLine(url.replace(/:.*/s, ""), 20);
  console.error(
    `This command can't see locks in a ${backend} backend: make sure that no update of ${oneLine(label, 200)} is running.`,
  );
  return false;
}

/**
 * Whether a file backend has a lock of the stack, in the current layout or the older one without projects.
 */
async function isLocked(url: string, at: StackAtBackend): Promise<boolean> {
  const { cwd } = at;
  try {
    const path = url.startsWith("file:///") ? fileURLToPath(url) : url.replace(/^file:\/\/|\?.*$/gs, "");
    const folder = resolve(
      cwd ?? "",
      path.replace(/^~(?=$|[/\\])/, () => userInfo().homedir),
      ".pulumi",
    );
    const names = (await readdir(folder)).includes("locks")
      ? await readdir(join(folder, "locks"), { recursive: true })
      : [];
    const isLockFolder = lockFolderOf(at);
    return names.some((file) => file.endsWith(".json") && isLockFolder(posixPath(dirname(file))));
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new CliError(
      `nothing was removed: the backend ${oneLine(url, 500)} can't be searched for locks (${code}): make it readable`,
    );
  }
}

/** Whether a folder may hold the stack's locks; an unknown name or project matches any. */
function lockFolderOf({ stack, cwd, label, project = namedProject(stack, cwd) }: StackAtBackend) {
  const name = label.includes("/") || stack !== undefined ? (stack ?? label).split("/").at(-1) : undefined;
  const isSame = (known: string | undefined, found: string | undefined) =>
    known === undefined || found === undefined || known === found;
  return (folder: string): boolean => {
    const [stackFolder, projectFolder] = folder.split("/").reverse();
    return isSame(name, stackFolder) && isSame(project, projectFolder);
  };
}

/** The project of `organization/project/stack`, else the project of the folder. */
function namedProject(stack = "", cwd = "."): string | undefined {
  const [, project, name] = stack.split("/");
  return name === undefined ? projectOf(cwd).name : project;
}

const posixPath = (path: string) => path.replaceAll("\\", "/");
