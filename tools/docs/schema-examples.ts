// Examples of the schema's resources and functions, made of the programs in tools/docs/examples.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const examplesFolder: string = join(import.meta.dirname, "examples");

/** A language of examples: how Markdown calls it, by the ending of a file. */
const exampleLanguages = { ts: "typescript", py: "python", go: "go", yaml: "yaml" } as const;

export type ExampleEnding = keyof typeof exampleLanguages;

/** One program, in every language. */
export interface Example {
  /** What it is an example of, by its name in the type tokens: `rockit:Subscription`. */
  readonly of: string;
  /** Of its files, without an ending: `rockit-Subscription/webhook`. */
  readonly name: string;
  readonly title: string;
  readonly programs: Readonly<Record<ExampleEnding, string>>;
}

const foldersIn = (path: string) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** All examples. Its YAML program begins with the title of an example, as a comment. */
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

/** The examples of a resource or function, as Pulumi's registry and its SDK generators read them. */
export function examplesOf(name: string, examples = readExamples()): string {
  const shown = examples.filter((example) => example.of === name).map(exampleOf);
  return ["{{% examples %}}", "## Example Usage", ...shown, "{{% /examples %}}"].join("\n\n");
}

/** An example in a language that its reader chooses, as Pulumi's registry shows it. */
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
