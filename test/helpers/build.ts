import { buildPackages } from "../../tools/build.ts";

/** Builds what changed since the last build, before the tests that start what is built. */
export default async function setup(): Promise<void> {
  if (!(await buildPackages())) throw new Error("the packages do not build: the compiler's words are above");
}
