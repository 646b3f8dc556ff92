// `npm run fix`: fixes format, lint and the generated documents, as far as this is possible automatically.
import { $ as shell } from "execa";

const $ = shell({ stdio: "inherit", preferLocal: true, reject: false });

const documents = await $`node tools/docs/main.ts`;
// Also formats what the generator has just written.
const format = await $`biome check --write`;
process.exitCode = documents.exitCode || format.exitCode || 0;
