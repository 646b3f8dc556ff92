import { readState, settingsOf } from "../state/export";
import type { Wanted } from "./model";

/** What these stacks own at a server, read-only resources aside. */
export async function managedBy(
  stacks: readonly string[],
  cwd: string | undefined,
  { vendor, endpoint }: { readonly vendor: "rockit" | "durst"; readonly endpoint: URL },
): Promise<Wanted["isManaged"]> {
  const owned = new Set<string>();
  for (const stack of stacks) {
    const state = await readState({ stack, cwd });
    for (const resource of state.resources) {
      const at = settingsOf(resource, state).config(`${vendor}:endpoint`);
      // Numbers and names of another server are other objects.
      const elsewhere = at !== undefined && URL.canParse(at) && plainly(new URL(at)) !== plainly(endpoint);
      if (!elsewhere && !resource.external) owned.add(keyOf(resource.type, resource.id ?? ""));
    }
  }
  return (type, id) => owned.has(keyOf(type, id));
}

const keyOf = (type: string, id: string) => `${type} ${id}`;

const plainly = ({ origin, pathname }: URL) => `${origin}${pathname.replace(/\/+$/, "")}`;
