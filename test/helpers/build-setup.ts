import { buildPackages } from "../../tools/build.ts";

/** Rebuilds after changes, before tests that start built files. */
export default async function setup(): Promise<void> {
  if (!(await buildPackages())) throw new Error("the packages do not build: the compiler's words are above");
}
