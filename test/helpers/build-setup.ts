import { buildPackages } from "../../tools/build.ts";

/** Builds packages whose sources changed, before tests that run the build. */
export default async function setup(): Promise<void> {
  if (!(await buildPackages())) throw new Error("the packages do not build: the compiler's words are above");
}
