import { readdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "../print/errors";
import { plain } from "../print/terminal";
import { pulumiJson, type StackChoice, stackFlags } from "./pulumi";

/** A stack at its backend. */
export interface StackAtBackend extends StackChoice {
  /** `project/stack` */
  readonly label: string;
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
    `nothing was removed: an update of ${plain(stack.label, 200)} is running, or was killed and left its lock. Wait for it; if it was killed, run \`${cancel}\` first`,
  );
}

async function isUpdating({ stack, cwd, label }: StackAtBackend): Promise<boolean> {
  const { url = "" } = (await pulumiJson("asking for the backend", ["whoami", "--json"], { cwd })) as {
    url?: string;
  };
  if (url.startsWith("file://")) return isLocked(url, { stack, cwd, label });
  if (/^https?:/.test(url)) {
    const latest = ["stack", "history", "--json", "--page-size", "1"];
    const updates = await pulumiJson("asking for the last update", latest, { stack, cwd });
    const [last] = (updates ?? []) as { result?: string }[];
    return last?.result === "in-progress" || last?.result === "not-started";
  }
  // The address may hold a password.
  const backend = plain(url.replace(/:.*/s, ""), 20);
  console.error(
    `A lock in a ${backend} backend can't be seen from here: make sure that no update of ${plain(label, 200)} is running.`,
  );
  return false;
}

/**
 * Whether a lock lies in a folder of states, of this layout or the older one without projects. A state that is still empty does not tell its
 * project: any lock of a stack of that name may be its own.
 */
async function isLocked(url: string, { stack, cwd, label }: StackAtBackend): Promise<boolean> {
  try {
    const path = url.startsWith("file:///") ? fileURLToPath(url) : url.replace(/^file:\/\/|\?.*$/gs, "");
    const folder = resolve(
      cwd ?? "",
      path.replace(/^~(?=$|[/\\])/, () => userInfo().homedir),
      ".pulumi",
    );
    const [name, project] = label.split("/").reverse();
    const isItsOwn = (place: string) => {
      const [ofStack, ofProject = project] = place.split("/").reverse();
      if (project === undefined) return stack === undefined || ofStack === name;
      return ofStack === name && ofProject === project;
    };
    const names = (await readdir(folder)).includes("locks")
      ? await readdir(join(folder, "locks"), { recursive: true })
      : [];
    return names.some((file) => file.endsWith(".json") && isItsOwn(posixPath(dirname(file))));
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new CliError(
      `nothing was removed: the backend ${plain(url, 500)} can't be searched for locks (${code}): make it readable`,
    );
  }
}

const posixPath = (path: string) => path.replaceAll("\\", "/");
