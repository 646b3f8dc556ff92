// Builds the package as ES modules that import jose, and as CommonJS with jose bundled: jose is published as
// ES modules only, and not every program may `require` those. Both share the declarations.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

const here = import.meta.dirname;
const require = createRequire(import.meta.url);
const input = { index: join(here, "src/index.ts"), node: join(here, "src/node.ts") };

// The repository's build recognises an unfinished build by this missing file.
rmSync(join(here, "../../node_modules/.cache/rockit-durst/webhooks.built"), { force: true });
rmSync(join(here, "dist"), { recursive: true, force: true });

/** @param {"esm" | "cjs"} format */
async function build(format, external) {
  const bundle = await rolldown({
    input,
    external,
    cwd: here,
    platform: "neutral",
    resolve: { conditionNames: ["import"] },
  });
  const { output } = await bundle.write({
    dir: join(here, "dist", format),
    format,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    comments: { legal: true, annotation: true, jsdoc: false },
  });
  await bundle.close();
  return output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
}

const fromLibrary = (id) => id.includes("node_modules");
const inModules = await build("esm", [/^jose/, /^node:/]);
const inCommonJs = await build("cjs", [/^node:/]);
if (inModules.some(fromLibrary)) throw new Error("the ES modules must import jose, not bundle it");
const foreign = inCommonJs.filter((id) => fromLibrary(id) && !/[/\\]node_modules[/\\]jose[/\\]/.test(id));
if (foreign.length > 0) throw new Error(`only jose's licence is shipped, but ${foreign} is bundled too`);

const tsc = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
const compiled = ["tsconfig.json", "tsconfig.node.json"].map(async (project) => {
  const [code] = await once(
    spawn(process.execPath, [tsc, "-p", join(here, project)], { stdio: "inherit" }),
    "exit",
  );
  if (code !== 0) throw new Error(`${project} does not compile: see tsc's output above`);
});
await Promise.all(compiled);
for (const path of globSync("dist/esm/**/*.d.ts", { cwd: here })) {
  const text = readFileSync(join(here, path), "utf8").replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"');
  for (const format of ["esm", "cjs"]) {
    const file = join(here, path.replace("esm", format));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
writeFileSync(join(here, "dist/cjs/package.json"), '{ "type": "commonjs" }\n');

// Files that are packed too.
const jose = dirname(require.resolve("jose/package.json"));
const { version } = JSON.parse(readFileSync(join(jose, "package.json"), "utf8"));
writeFileSync(
  join(here, "THIRD-PARTY-LICENSES"),
  `dist/cjs contains parts of jose ${version} (https://github.com/panva/jose):\n\n${readFileSync(join(jose, "LICENSE.md"), "utf8")}`,
);
const licence = join(here, "../../LICENSE");
if (existsSync(licence)) cpSync(licence, join(here, "LICENSE"));
