// `npm run plugin [-- FOLDER]`: makes the release archives of the native plugin, by default in dist/plugin.
import { stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { makeArchives } from "./archives.ts";

const root = join(import.meta.dirname, "..", "..");
const target = resolve(process.argv[2] ?? join(root, "dist", "plugin"));
for (const archive of (await makeArchives(target)).archives) {
  const { size } = await stat(archive);
  console.log(`${relative(process.cwd(), archive)}  ${Math.round(size / 1024)} KiB`);
}
