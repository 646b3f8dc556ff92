import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { readStateFile } from "../../../provider/cli/state/export.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { exportOf, resource } from "./states.ts";

let file: string;
beforeEach(async () => {
  file = join(await temporaryFolder("states"), "dev.json");
});

const buildsResource = resource("rockit:Subscription", "builds", { name: "größe" });
const text = exportOf({ resources: [buildsResource], pending: [] });

describe("an export", () => {
  test.each([
    ["as plain JSON", text],
    ["with a byte order mark", `\uFEFF${text}`],
    ["as PowerShell writes it", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["compressed", gzipSync(text)],
    ["of version 4", text.replace('"version":3', '"version":4')],
  ])("is read %s", async (_, given) => {
    await writeFile(file, given);
    expect((await readStateFile(file)).resources).toMatchObject([buildsResource]);
  });

  test("is read from standard input", async () => {
    const stdin = vi.spyOn(process, "stdin", "get");
    stdin.mockReturnValue(new PassThrough().end(text) as never);
    onTestFinished(() => stdin.mockRestore());
    expect((await readStateFile("-")).resources).toMatchObject([buildsResource]);
    stdin.mockReturnValue(new PassThrough().end("{}") as never);
    await expect(readStateFile("-")).rejects.toThrow(
      /^standard input is not an export of a stack: write one with/,
    );
  });
});

describe("a file that is not an export is refused with its kind and the command to run", () => {
  test.each([
    [
      '{"version":4,"terraform_version":"1.9.0","resources":[]}',
      /Terraform: use `rockit-durst migrate terraform --state \S+dev\.json`$/,
    ],
    ['{"serial":1,"lineage":"x","encrypted_data":"x"}', /encrypted state of OpenTofu: `tofu state pull`/],
    ['{"version":3,"checkpoint":{"stack":"dev","latest":{}}}', /a file of a state backend, not an export/],
    ['{"config":{},"steps":[],"changeSummary":{"same":1}}', /the `--json` output of a preview or update/],
    [
      '{"sequence":0,"timestamp":1,"preludeEvent":{}}\n{"sequence":1}\n',
      /is the log of an update, not a state/,
    ],
    [
      '{"version":1,"deployment":{"manifest":{}}}',
      /version 1; supported are 3 and 4: write it with a current `pulumi`: /,
    ],
    [
      '{"version":2,"deployment":{"manifest":{}}}',
      /version 2; supported are 3 and 4: write it with a current `pulumi`: /,
    ],
    [
      '{"version":5,"deployment":{"manifest":{}}}',
      /version 5; supported are 3 and 4: install a newer rockit-durst$/,
    ],
    ['{"version":3,"deployment":{"manifest":{},"resources":{}}}', /is not an export of a stack/],
    ['{"version":3,"deployment":null}', /is not an export of a stack/],
    [
      "x",
      /is not an export of a stack: write one with `pulumi stack export --show-secrets --file dev\.json`$/,
    ],
  ])("%s", async (given, sentence) => {
    await writeFile(file, given);
    await expect(readStateFile(file)).rejects.toThrow(sentence);
  });

  test("a broken compressed file", async () => {
    await writeFile(file, Buffer.from([0x1f, 0x8b, 1, 2, 3]));
    await expect(readStateFile(file)).rejects.toThrow(/dev\.json can't be read \(Z_\w+\): correct --state$/);
  });
});
