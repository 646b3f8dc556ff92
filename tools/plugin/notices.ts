import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The licences of the libraries in these folders, which must be shipped with them. */
export async function noticesOf(libraries: readonly string[]): Promise<string> {
  const notices = await Promise.all(libraries.map(noticeOf));
  return `This plugin contains parts of the following libraries.\n\n${notices.join("\n")}`;
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (!license) throw new Error(`${name} names no licence: check it before publishing`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(file));
  const texts = await Promise.all(files.toSorted().map((file) => readFile(join(folder, file), "utf8")));
  return [`== ${name} ${version} (${license}) ==`, ...texts.map((text) => text.trim()), ""].join("\n\n");
}
