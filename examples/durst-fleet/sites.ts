// The list of sites: a JSON file, checked completely before any site starts.
import { access, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** This project's folder. */
export const folder = import.meta.dirname;

/** The list for the program and the fleet's command; `SITES_FILE` names another file. */
export const sitesFile = resolve(folder, process.env["SITES_FILE"] || "sites.json");

export interface Site {
  /** Also the stack's name: lower case letters, digits and hyphens. */
  readonly name: string;
  /** Base URL of the site's Durst Workflow server. */
  readonly endpoint: string;
  readonly username: string;
  /** The receiver of the site's callbacks: the subscriber's `hostUri`. */
  readonly receiver: string;
  /** PEM file of a private authority, relative to this project. */
  readonly caCertificateFile?: string;
  /** Allows an `http` endpoint, on a closed network. */
  readonly allowInsecureHttp?: boolean;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const isText = (value: unknown) => typeof value === "string" && value.trim() === value && value !== "";

type Fields = Readonly<Record<string, unknown>>;
/** The mistake in a field, or undefined. Never repeats the value: someone may have pasted a secret. */
type Rule = (value: unknown, site: Fields) => string | undefined;

const text: Rule = (value) =>
  isText(value) ? undefined : "must be a non-empty string without blanks at its ends";
const optional =
  (rule: Rule): Rule =>
  (value, site) =>
    value === undefined ? undefined : rule(value, site);

const rules: Readonly<Record<keyof Site, Rule>> = {
  name: (value) =>
    typeof value === "string" && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
      ? undefined
      : "must have 1 to 63 lower case letters, digits and hyphens: it names the stack",
  endpoint: (value, { allowInsecureHttp }) => {
    if (typeof value !== "string" || !/^https?:\/\//.test(value) || !URL.canParse(value))
      return "must be a URL such as https://workflow.lienz.example";
    const { protocol, hostname, username, password, search, hash } = new URL(value);
    if (username + password + search + hash !== "")
      return "must be a bare URL, without user, password, query or fragment";
    if (protocol === "http:" && !loopback.test(hostname) && allowInsecureHttp !== true)
      return "is an http URL, which lets the network read the password: use https, or set allowInsecureHttp on a closed network";
    return undefined;
  },
  username: text,
  receiver: (value) =>
    typeof value === "string" && (/^[\w.-]+:\d+$/.test(value) || /^https?:\/\/[^\s@]+$/.test(value))
      ? undefined
      : "must be a URL such as https://hooks.example.com/lienz/, or host:port",
  caCertificateFile: optional(text),
  allowInsecureHttp: optional((value) =>
    typeof value === "boolean" ? undefined : "must be true or false, without quotes",
  ),
};

export interface SiteList {
  /** Sites without mistakes. */
  readonly sites: readonly Site[];
  /** A sentence for each mistake, naming site and field. */
  readonly mistakes: readonly string[];
}

export async function readSites(file: string): Promise<SiteList> {
  const invalid = (mistake: string): SiteList => ({ sites: [], mistakes: [mistake] });
  let list: unknown;
  try {
    list = JSON.parse(await readFile(file, "utf8"));
  } catch (failure) {
    return invalid(
      failure instanceof SyntaxError
        ? `the file ${file} is not JSON`
        : `the file ${file} can't be read (${(failure as NodeJS.ErrnoException).code}): correct --file or SITES_FILE`,
    );
  }
  if (!Array.isArray(list) || list.length === 0) return invalid(`the file ${file} must be a list of sites`);

  const checked = await Promise.all(list.map((site, index) => check(site, index + 1)));
  const mistakes = [...checked.flat(), ...repeated(list, "name"), ...repeated(list, "endpoint")];
  return { sites: list.filter((_, index) => checked[index]?.length === 0), mistakes };
}

async function check(site: unknown, number: number): Promise<string[]> {
  if (typeof site !== "object" || site === null || Array.isArray(site))
    return [`site ${number}: must be an object with ${Object.keys(rules).join(", ")}`];
  const fields = site as Fields;
  const label = rules.name(fields["name"], fields) === undefined ? fields["name"] : `site ${number}`;
  const mistakes = Object.keys(fields)
    .filter((field) => !Object.hasOwn(rules, field))
    .map((field) =>
      /passw|key|secret|token/i.test(field)
        ? `${label}: ${field}: secrets do not belong in this file: set them in the environment or the stack's configuration`
        : `${label}: ${field}: is not a field; fields are ${Object.keys(rules).join(", ")}`,
    );
  for (const [field, rule] of Object.entries(rules)) {
    const mistake = rule(fields[field], fields);
    if (mistake !== undefined) mistakes.push(`${label}: ${field}: ${mistake}`);
  }
  const file = fields["caCertificateFile"];
  if (typeof file === "string" && !(await isReadable(join(folder, file))))
    mistakes.push(`${label}: caCertificateFile: can't be read`);
  return mistakes;
}

const isReadable = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Names and servers must be unique: two stacks for one server would undo each other's changes. */
function repeated(list: readonly unknown[], field: "name" | "endpoint"): string[] {
  const seen = new Map<unknown, number>();
  return list.flatMap((site, index) => {
    const given = (site as Fields | null)?.[field];
    if (!isText(given)) return [];
    const value = field === "endpoint" ? serverOf(String(given)) : given;
    const first = seen.get(value);
    if (first === undefined) seen.set(value, index + 1);
    return first === undefined ? [] : [`site ${index + 1}: ${field}: is the same as that of site ${first}`];
  });
}

/** `https://host/base` and `https://host/base/` are one server. */
const serverOf = (endpoint: string): string =>
  URL.canParse(endpoint) ? new URL(endpoint).href.replace(/\/+$/, "") : endpoint;
