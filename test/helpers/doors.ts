import { beforeAll, describe, inject } from "vitest";
import { ensureLanguageHost, whyNoLanguageHost } from "../../tools/engine/language-hosts.ts";
import type { Door } from "./project.ts";

const titles: Readonly<Record<Door, string>> = {
  dynamic: "dynamic resources",
  native: "native resources",
  plain: "native resources without a schema",
  yaml: "a YAML program",
};

/** Building a host takes minutes on a busy machine. */
const building = 600_000;

/** Declares the same tests for each door; those of a door that can't be opened on this machine are skipped, by a name that says why. */
export async function throughDoors(doors: readonly Door[], declare: (door: Door) => void): Promise<void> {
  for (const door of doors) {
    const why = door === "yaml" ? await whyNoLanguageHost(inject("engine"), "yaml") : undefined;
    const title = why === undefined ? titles[door] : `${titles[door]} (skipped: ${why})`;
    describe.skipIf(why)(title, () => {
      beforeAll(() => hostEnvironmentOf(door), building);
      declare(door);
    });
  }
}

/** What the commands of a program need in their environment so that the engine finds its language; builds the language host if there is none. */
export const hostEnvironmentOf = async (door: Door): Promise<Record<string, string>> =>
  door === "yaml" ? (await ensureLanguageHost(inject("engine"), "yaml", { log: () => {} })).environment : {};

/** The type in the state, such as for `rockit:Subscription`. */
export const typeOf = (door: Door, name: string): string =>
  door === "dynamic" ? `pulumi-nodejs:dynamic/${name}` : `rockit-durst:${name}`;
