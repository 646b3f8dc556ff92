import { readdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "../print/errors";
import { oneLine } from "../print/terminal";
import { projectOf } from "./project";
import { pulumiJson, type StackChoice, stackFlags } from "./pulumi";

/** A stack at its backend. */
export interface StackAtBackend extends StackChoice {
  /** `project/stack`, as far as it is known. */
  readonly label: string;
  /** Of its state; a state that is still empty has none. */
  readonly project?: string | undefined;
}

/**
 * An update may be making the very thing that no state has yet. Call it after the state was read, and read the state again before acting: an
 * operation that is pending in both belongs to a run that is seen here, or to none that still runs.
 *
 * @throws CliError if an update of the stack is running, or was killed and left its lock
 */
export async function refuseWhileUpdating(stack: StackAtBackend): Promise<void> {
  if (!(await isUpdating(stack))) return;
  const cancel = ["pulumi cancel", ...stackFlags(stack)].join(" ");
  throw new CliError(
    `nothing was removed: an update of ${oneLine(stack.label, 200)} is running, or was killed and left its lock. Wait for it; if it was killed, run \`${cancel}\` first`,
  );
}

async function isUpdating(at: StackAtBackend): Promise<boolean> {
  const { stack, cwd, label } = at;
  const { url = "" } = (await pulumiJson("asking for the backend", ["whoami", "--json"], { cwd })) as {
    url?: string;
  };
  if (url.startsWith("file://")) return isLocked(url, at);
  // The engine gives no address of a service whose console it does not know.
  if (url === "" || /^https?:/.test(url)) {
    const latest = ["stack", "history", "--json", "--page-size", "1"];
    const updates = await pulumiJson("asking for the last update", latest, { stack, cwd });
    const [last] = (updates ?? []) as { result?: string }[];
    return last?.result === "in-progress" || last?.result === "not-started";
  }
  // The address may hold a password.
  const backend = oneLine(url.replace(/:.*/s, ""), 20);
  console.error(
    `A lock in a ${backend} backend can't be seen from here: make sure that no update of ${oneLine(label, 200)} is running.`,
  );
  return false;
}

/** Whether a lock lies in a folder of states, of this layout or the older one without projects. */
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
    const isPlace = placeOf(at);
    return names.some((file) => file.endsWith(".json") && isPlace(posixPath(dirname(file))));
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new CliError(
      `nothing was removed: the backend ${oneLine(url, 500)} can't be searched for locks (${code}): make it readable`,
    );
  }
}

/** Whether the lock of a stack can lie there; what nothing tells may be anything: its first update makes what no state has. */
function placeOf({ stack, cwd, label, project = namedProject(stack, cwd) }: StackAtBackend) {
  const name = label.includes("/") || stack !== undefined ? (stack ?? label).split("/").at(-1) : undefined;
  const isSame = (known: string | undefined, found: string | undefined) =>
    known === undefined || found === undefined || known === found;
  return (place: string): boolean => {
    const [ofStack, ofProject] = place.split("/").reverse();
    return isSame(name, ofStack) && isSame(project, ofProject);
  };
}

/** `organization/project/stack`, or the project of the folder. */
function namedProject(stack = "", cwd = "."): string | undefined {
  const [, project, name] = stack.split("/");
  return name === undefined ? projectOf(cwd).name : project;
}

const posixPath = (path: string) => path.replaceAll("\\", "/");
