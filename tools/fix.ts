// `npm run fix`: mends what a program can of what `npm run check` finds: format, lint, the generated documents.
import { $ as shell } from "execa";

const $ = shell({ stdio: "inherit", preferLocal: true, reject: false });

const documents = await $`node tools/docs/main.ts`;
// Also what the generator has just written.
const format = await $`biome check --write`;
process.exitCode = documents.exitCode || format.exitCode || 0;
