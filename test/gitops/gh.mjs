#!/usr/bin/env node
// Stands in for GitHub's command line: issues and comments in a JSON file, and only what the workflows ask of them.
import { readFileSync, writeFileSync } from "node:fs";

const { GH_STATE } = process.env;
const state = JSON.parse(readFileSync(GH_STATE, "utf8"));
const [noun, ...rest] = process.argv.slice(2);
const bot = "github-actions[bot]";

const unknown = () => {
  console.error(`gh: what is \`${process.argv.slice(2).join(" ")}\`?`);
  process.exit(2);
};
const option = (name) => rest[rest.indexOf(name) + 1] ?? unknown();
const quoted = (pattern) => pattern.exec(option("--jq"))?.[1] ?? unknown();
const numbered = (list, number) => list.find((one) => String(one.number) === number) ?? unknown();
const field = () => readFileSync(option("--field").replace(/^body=@/, ""), "utf8");

const commands = {
  "issue list": () => {
    const title = quoted(/^\.\[\] \| select\(\.title == "(.*)"\) \| \.number$/);
    for (const issue of state.issues)
      if (issue.open && issue.author === bot && issue.title === title) console.log(issue.number);
  },
  "issue create": () =>
    state.issues.push({
      number: state.issues.length + 1,
      open: true,
      author: bot,
      title: option("--title"),
      body: readFileSync(option("--body-file"), "utf8"),
    }),
  "issue edit": () => {
    numbered(state.issues, rest[1]).body = readFileSync(option("--body-file"), "utf8");
  },
  "issue close": () => {
    Object.assign(numbered(state.issues, rest[1]), { open: false, closedWith: option("--comment") });
  },
  "api --paginate": () => {
    const mark = quoted(
      /^\.\[\] \| select\(\.user\.login == "github-actions\[bot\]" and \(\.body \| startswith\("(.*)"\)\)\) \| \.id$/,
    );
    for (const { number, author, body } of state.comments)
      if (author === bot && body.startsWith(mark)) console.log(number);
  },
  "api --silent": () => {
    const [, , method, path] = rest;
    if (method === "POST")
      state.comments.push({ number: state.comments.length + 1, author: bot, body: field() });
    else numbered(state.comments, path.split("/").at(-1)).body = field();
  },
};

(commands[`${noun} ${rest[0]}`] ?? unknown)();
writeFileSync(GH_STATE, JSON.stringify(state));
