import { describe, expect, it } from "vitest";
import { markdownFaults } from "../../../tools/checks/markdown.ts";
import { repositoryOf } from "./repository.ts";

const faultsIn = async (files: Readonly<Record<string, string>>) => markdownFaults(await repositoryOf(files));
const textOfLength = (length: number) => "word ".repeat(length).slice(0, length - 1) + ".";

describe("the length of lines", () => {
  it.each([
    ["a paragraph", textOfLength(101)],
    ["a list", `- ${textOfLength(99)}`],
    ["a quotation", `> ${textOfLength(99)}`],
    ["a line that ends with a link", `${textOfLength(80)} [a page](https://example.com)`],
    ["a line after a comment", `<!-- a comment -->\n${textOfLength(101)}`],
  ])("reports 101 characters in %s", async (_, text) => {
    const faults = await faultsIn({ "page.md": `${text}\n` });
    expect(faults).toEqual([expect.stringMatching(/^page\.md:\d: Line length: Expected: 100; Actual: /)]);
  });

  it.each([
    ["100 characters", textOfLength(100)],
    ["a table", `| a |\n|---|\n| ${textOfLength(101)} |`],
    ["a code block", `\`\`\`sh\n${textOfLength(101)}\n\`\`\``],
    ["a comment", `<!--\n${textOfLength(101)}\n-->`],
    ["a link alone on its line", `[${textOfLength(101)}](https://example.com)`],
    ["an address alone on its line", `https://example.com/${"x".repeat(100)}`],
  ])("allows %s", async (_, text) => {
    expect(await faultsIn({ "page.md": `${text}\n` })).toEqual([]);
  });

  it.each([".github/pull_request_template.md", "bench/README.md"])("is free in %s", async (path) => {
    expect(await faultsIn({ [path]: `${textOfLength(101)}\n` })).toEqual([]);
  });
});

describe("links", () => {
  it.each([
    ["a file", "[a](missing.md)"],
    ["a folder", "[a](missing/)"],
    ["an image", "![a](missing.svg)"],
    ["a heading of the page", "[a](#missing)"],
    ["a heading of another page", "[a](docs/other.md#missing)"],
    ["a heading with other capitals", "[a](docs/other.md#The-heading)"],
    ["a third heading of the same name", "[a](docs/other.md#again-2)"],
  ])("reports %s that does not exist", async (_, link) => {
    const other = "# The heading\n\n## Again\n\n## Again\n";
    const faults = await faultsIn({ "page.md": `# Title\n\n${link}\n`, "docs/other.md": other });
    expect(faults).toEqual([expect.stringMatching(/^page\.md:3: /)]);
  });

  it("takes headings by the names that GitHub gives them", async () => {
    const other = "# `rockit:apiKey`, a *key* & more\n\n## Über 2 “quotes”\n\n## Again\n\n## Again\n";
    const page = [
      "[a](docs/other.md#rockitapikey-a-key--more)",
      "[b](docs/other.md#über-2-quotes)",
      "[c](docs/other.md#again-1)",
      "[d](docs/)",
      "[e](https://example.com/missing#missing)",
    ].join("\n");
    expect(await faultsIn({ "page.md": `${page}\n`, "docs/other.md": other })).toEqual([]);
  });

  it("ignores a link in a code block", async () => {
    expect(await faultsIn({ "page.md": "```md\n[a](missing.md)\n```\n" })).toEqual([]);
  });

  it("reports a broken link in the text of a new pull request", async () => {
    const files = { ".github/pull_request_template.md": "[a](missing.md)\n" };
    expect(await faultsIn(files)).toHaveLength(1);
  });
});
