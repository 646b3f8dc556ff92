import { expect, it } from "vitest";
import { wrapProse } from "../../../tools/docs/wrap.ts";

const words = (count: number, word = "word") => Array(count).fill(word).join(" ");

it("wraps a paragraph at 100 characters", () => {
  expect(wrapProse(`${words(20)}\n\n${words(25)}`)).toBe(`${words(20)}\n\n${words(20)}\n${words(5)}`);
});

it("indents the second line of a list's entry", () => {
  expect(wrapProse(`- ${words(20)}\n12. ${words(20)}`)).toBe(
    `- ${words(19)}\n  word\n12. ${words(19)}\n    word`,
  );
});

it.each(["#", "-", "+", ">", "|", "1.", "2)"])("puts no %s at the beginning of a line", (mark) => {
  expect(wrapProse(`${words(20)} ${mark} ${words(2)}`)).toBe(`${words(19)}\nword ${mark} ${words(2)}`);
});

it.each([
  ["a heading", `# ${words(30)}`],
  ["a table", `| ${words(30)} |`],
  ["a comment", `<!-- ${words(30)} -->`],
  ["a code block", `\`\`\`sh\n${words(30)}\n\`\`\``],
  ["a long word", "x".repeat(120)],
])("leaves %s as it is", (_, text) => {
  expect(wrapProse(`${text}\n`)).toBe(`${text}\n`);
});

it("wraps what follows a code block", () => {
  expect(wrapProse(`\`\`\`\ncode\n\`\`\`\n${words(21)}`)).toBe(`\`\`\`\ncode\n\`\`\`\n${words(20)}\nword`);
});
