// Builds two files: the policies, and the pack that the engine starts. Code of the provider is bundled, so
// the package depends on no other package of this project. Libraries are required.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

const here = import.meta.dirname;
const require = createRequire(import.meta.url);
const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const declared = Object.keys(dependencies);

// The repository's build recognises an unfinished build by this missing file.
rmSync(join(here, "../../node_modules/.cache/rockit-durst/policy.built"), { force: true });
rmSync(join(here, "dist"), { recursive: true, force: true });

/** Removes the input schemas from the bundle: policies do not check inputs. */
const withoutSchemas = {
  name: "without-schemas",
  load: (id) =>
    /[/\\]provider[/\\]resource[/\\]on-demand\.ts$/.test(id)
      ? "const none = () => { throw new Error('policies check no inputs'); };\nexport { none as zod, none as levenshtein };"
      : undefined,
};

const bundle = await rolldown({
  input: { index: join(here, "src/index.ts"), pack: join(here, "src/pack.ts") },
  cwd: here,
  platform: "node",
  external: (id) => declared.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [withoutSchemas],
});
const { output } = await bundle.write({
  dir: join(here, "dist"),
  format: "cjs",
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  comments: { legal: true, annotation: true, jsdoc: false },
});
await bundle.close();
const foreign = output.flatMap((chunk) =>
  chunk.type === "chunk" ? chunk.moduleIds.filter((id) => id.includes("node_modules")) : [],
);
if (foreign.length > 0) throw new Error(`these libraries must be required, not bundled: ${foreign}`);

const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
const [code] = await once(spawn(process.execPath, [tsc, "-p", here], { stdio: "inherit" }), "exit");
if (code !== 0) throw new Error("the policies do not compile: see tsc's output above");
writeFileSync(join(here, "dist/index.d.ts"), declarations());

/** Declarations of the exports: policies, by name and in lists. */
function declarations() {
  const typeOf = (exported) =>
    Array.isArray(exported)
      ? "Policies"
      : "validateStack" in exported
        ? "StackValidationPolicy"
        : "ResourceValidationPolicy";
  const lines = Object.entries(require(join(here, "dist/index.js"))).map(([name, exported]) => {
    const words = Array.isArray(exported) ? "" : `/** ${exported.description} */\n`;
    return `${words}export declare const ${name}: ${typeOf(exported)};\n`;
  });
  return `import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";\n\n${lines.join("")}`;
}

// Files that are packed too.
const licence = join(here, "../../LICENSE");
if (existsSync(licence)) cpSync(licence, join(here, "LICENSE"));
