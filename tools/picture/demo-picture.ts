// The picture of the demo in the README: which lines of the recorded output it shows, and in which colours.
import { join } from "node:path";
import { type Line, terminalSvg } from "./terminal-svg.ts";

/** The recorded output of the demo, without the steps that the picture does not show. */
export const recordingFile: string = join(import.meta.dirname, "demo-recording.txt");
export const pictureFile: string = join(import.meta.dirname, "..", "..", "docs", "pictures", "demo.svg");

const title =
  "The demo in a terminal: `pulumi up` creates subscriptions, `pulumi refresh` shows drift, and the next `pulumi up` repairs it";

/** The beginnings of the steps that the picture shows. */
const shownSteps = [
  "`pulumi up` creates",
  "Someone sets a Durst subscription INACTIVE",
  "The next `pulumi up`",
];

const isStep = (line: string): boolean => /^\d+\. /.test(line);

/** The part of the demo's output that is recorded: whole steps. */
export function recordedSteps(output: string): string {
  const lines = output.split("\n").map((line) => line.trimEnd());
  let isShown = false;
  const kept = lines.filter((line) => {
    if (isStep(line)) isShown = shownSteps.some((step) => line.replace(/^\d+\. /, "").startsWith(step));
    return isShown;
  });
  return `${kept.join("\n").trim()}\n`;
}

/** Lines that the picture omits: starts, times, unchanged values, URNs and deliveries. */
const omitted =
  /^ *$| creating \(|^ +(Duration:|\[urn=|received at|\d+ unchanged)|: \(same\)|^ +(path|subscriberId|topic) *:/;

function colorOf(line: string): Line["color"] {
  if (isStep(line)) return "heading";
  if (line.includes("[secret]")) return "secret";
  const [, sign] = /^ *([+~-]) /.exec(line) ?? [];
  return sign === "+" ? "created" : sign === "~" ? "updated" : sign === "-" ? "deleted" : "plain";
}

/** The lines of the picture, with a blank line before each further step. */
export function pictureLines(recording: string): readonly Line[] {
  return recording
    .split("\n")
    .filter((line) => !omitted.test(line))
    .flatMap((line, at) => {
      const shown = { text: line.replace(/^( {3}|\d+\. )/, ""), color: colorOf(line) ?? "plain" };
      return isStep(line) && at > 0 ? [{ text: "" }, shown] : [shown];
    });
}

export const pictureOf = (recording: string): string => terminalSvg(title, pictureLines(recording));
