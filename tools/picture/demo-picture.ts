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

/** Lines without news: a start whose end follows, times, and what only links elsewhere. */
const omitted = /^ *$| creating \(|(updating|refreshing) \(|^ +(Duration|Policies|Permalink)/;

function colorOf(line: string): Line["color"] {
  if (isStep(line)) return "heading";
  if (line.includes("[secret]")) return "secret";
  const [, sign] = /^ *([+~-]) /.exec(line) ?? [];
  return sign === "+" ? "created" : sign === "~" ? "updated" : sign === "-" ? "deleted" : "plain";
}

/** The lines that the picture shows of a recording: each begins a step or is part of it. */
export function pictureLines(recording: string): readonly Line[] {
  return recording
    .split("\n")
    .filter((line) => !omitted.test(line))
    .map((line) => ({ text: line.replace(/^ {3}/, ""), color: colorOf(line) ?? "plain" }));
}

export const pictureOf = (recording: string): string => terminalSvg(title, pictureLines(recording));
