// Reads the examples of the schema's resources and functions from tools/docs/examples.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const examplesFolder: string = join(import.meta.dirname, "examples");

/** Languages of examples: Markdown's name by file extension. */
const exampleLanguages = { ts: "typescript", py: "python", go: "go", yaml: "yaml" } as const;

export type ExampleEnding = keyof typeof exampleLanguages;

/** One program, in every language. */
export interface Example {
  /** The resource or function, by its name in type tokens: `rockit:Subscription`. */
  readonly of: string;
  /** The path of its files without extension: `rockit-Subscription/webhook`. */
  readonly name: string;
  readonly title: string;
  readonly programs: Readonly<Record<ExampleEnding, string>>;
}

const foldersIn = (path: string) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Reads all examples. The YAML program begins with a comment that is the example's title. */
export function readExamples(): readonly Example[] {
  return foldersIn(examplesFolder).flatMap((folder) =>
    foldersIn(join(examplesFolder, folder)).map((each): Example => {
      const name = `${folder}/${each}`;
      const read = (ending: ExampleEnding) =>
        readFileSync(join(examplesFolder, name, `program.${ending}`), "utf8").trim();
      const [title = "", ...yaml] = read("yaml").split("\n");
      const programs = { ts: read("ts"), py: read("py"), go: read("go"), yaml: yaml.join("\n") };
      return { of: folder.replace("-", ":"), name, title: title.replace(/^# /, ""), programs };
    }),
  );
}

/** The examples of a resource or function, in the format of Pulumi's registry and SDK generators. */
export function examplesOf(name: string, examples = readExamples()): string {
  const shown = examples.filter((example) => example.of === name).map(exampleOf);
  return ["{{% examples %}}", "## Example Usage", ...shown, "{{% /examples %}}"].join("\n\n");
}

/** An example with a language chooser, in the format of Pulumi's registry. */
export function chooserOf(name: string, examples: readonly Example[] = readExamples()): string {
  const example = examples.find((each) => each.name === name);
  if (example === undefined) throw new Error(`there is no example ${name}`);
  const languages = Object.values(exampleLanguages);
  const blocks = blocksOf(example).map(
    (block, index) => `{{% choosable language ${languages[index]} %}}\n\n${block}\n\n{{% /choosable %}}`,
  );
  return [`{{< chooser language "${languages.join()}" >}}`, ...blocks, "{{< /chooser >}}"].join("\n\n");
}

const blocksOf = ({ programs }: Example): string[] =>
  Object.entries(exampleLanguages).map(
    ([ending, language]) => `\`\`\`${language}\n${programs[ending as ExampleEnding]}\n\`\`\``,
  );

function exampleOf(example: Example): string {
  const blocks = blocksOf(example);
  const { title } = example;
  return ["{{% example %}}", `### ${title}`, ...blocks, "{{% /example %}}"].join("\n\n");
}
