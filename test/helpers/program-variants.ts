import { beforeAll, describe, inject } from "vitest";
import { ensureLanguageHost, whyNoLanguageHost } from "../../tools/engine/language-hosts.ts";
import type { ProgramVariant } from "./project.ts";

const titles: Readonly<Record<ProgramVariant, string>> = {
  dynamic: "dynamic resources",
  native: "native resources",
  plain: "native resources without a schema",
  yaml: "a YAML program",
};

/** Building a language host takes minutes on a busy machine. */
const buildTimeout = 600_000;

/** Declares the same tests for each variant. Tests of a variant that can't run here are skipped, and their title says why. */
export async function describeVariants(
  variants: readonly ProgramVariant[],
  declare: (variant: ProgramVariant) => void,
): Promise<void> {
  for (const variant of variants) {
    const why = variant === "yaml" ? await whyNoLanguageHost(inject("engine"), "yaml") : undefined;
    const title = why === undefined ? titles[variant] : `${titles[variant]} (skipped: ${why})`;
    describe.skipIf(why)(title, () => {
      beforeAll(() => hostEnvironmentOf(variant), buildTimeout);
      declare(variant);
    });
  }
}

/** The environment in which the engine finds the program's language host. Builds the host if there is none. */
export const hostEnvironmentOf = async (variant: ProgramVariant): Promise<Record<string, string>> =>
  variant === "yaml"
    ? (await ensureLanguageHost(inject("engine"), "yaml", { log: () => {} })).environment
    : {};

/** The type in the state, such as for `rockit:Subscription`. */
export const stateTypeOf = (variant: ProgramVariant, name: string): string =>
  variant === "dynamic" ? `pulumi-nodejs:dynamic/${name}` : `rockit-durst:${name}`;
