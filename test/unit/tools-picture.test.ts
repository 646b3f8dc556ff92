// The README's picture of the demo is made of the demo's recorded output.
import { readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { expect, test } from "vitest";
import {
  pictureFile,
  pictureLines,
  pictureOf,
  recordedSteps,
  recordingFile,
} from "../../tools/picture/demo-picture.ts";
import { terminalSvg } from "../../tools/picture/terminal-svg.ts";

const recording = readFileSync(recordingFile, "utf8");
const picture = readFileSync(pictureFile, "utf8");

const unescapeXml = (text: string) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const textsIn = (svg: string) =>
  [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, text = ""]) => unescapeXml(text));

test("the picture is as `npm run picture` renders the recording", () => {
  expect(picture).toBe(pictureOf(recording));
});

test("every text of the picture is a line of the recording", () => {
  const lines = new Set(recording.split("\n").map((line) => line.replace(/^( {3}|\d+\. )/, "")));
  const texts = textsIn(picture);
  expect(texts.length).toBeGreaterThanOrEqual(25);
  expect(texts.length).toBeLessThanOrEqual(40);
  for (const text of texts) expect(lines).toContain(text);
});

test("the picture shows creation, secret outputs, drift and repair, and reveals nothing", () => {
  for (const text of ["6 created", "[secret]", '"ACTIVE" => "INACTIVE"', "1 updated"])
    expect(textsIn(picture).join("\n")).toContain(text);
  for (const text of [homedir(), tmpdir(), "127.0.0.1", "xoxb-", "a key that the demo made up"])
    expect(recording).not.toContain(text);
  expect(recording).not.toMatch(/\/(home|root|Users|tmp|var\/folders)\//);
});

test("only the shown steps are recorded, and lines without news are omitted", () => {
  const output = [
    "1. Build the packages",
    "   engine: pulumi at /home/me",
    "",
    "2. `pulumi up` creates two subscriptions",
    "    +  rockit:Subscription builds creating (0s)",
    "    +  rockit:Subscription builds created (0.1s) <a & b>",
    "   Duration: 3s",
    "",
    "3. A second `pulumi up` changes nothing",
    "   nothing",
  ].join("\n");
  const recorded = recordedSteps(output);
  expect(recorded).not.toMatch(/engine|nothing/);
  expect(pictureLines(recorded)).toEqual([
    { text: "`pulumi up` creates two subscriptions", color: "heading" },
    { text: " +  rockit:Subscription builds created (0.1s) <a & b>", color: "created" },
  ]);
  expect(textsIn(pictureOf(recorded))).toHaveLength(2);
  expect(pictureOf(recorded)).toContain("&lt;a &amp; b&gt;");
});

test("the picture is as wide as its longest line, and as high as all lines", () => {
  const sizeOf = (svg: string) => /viewBox="0 0 (\d+) (\d+)"/.exec(svg)?.slice(1).map(Number) ?? [];
  const [width = 0, height = 0] = sizeOf(terminalSvg("a", [{ text: "a" }]));
  const [wider = 0, higher = 0] = sizeOf(terminalSvg("a", [{ text: "a".repeat(80) }, { text: "b" }]));
  expect(wider).toBeGreaterThan(width);
  expect(higher).toBeGreaterThan(height);
});
