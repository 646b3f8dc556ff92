// `npm run picture`: runs the demo, records its output, and renders docs/pictures/demo.svg from it.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { pictureFile, pictureOf, recordedSteps, recordingFile } from "./demo-picture.ts";

const root = join(import.meta.dirname, "..", "..");

const { stdout } = await execa({
  cwd: root,
  env: { NO_COLOR: "1" },
  stdout: ["pipe", "inherit"],
})`node tools/demo/main.ts`;
const recording = recordedSteps(stdout);
await writeFile(recordingFile, recording);
await mkdir(dirname(pictureFile), { recursive: true });
await writeFile(pictureFile, pictureOf(recording));
