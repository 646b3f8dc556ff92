// With -v=9 the engine logs every property with secrets in plain text. Pulumi's SDK reports registered resources as debug events with
// secrets in plain text, which --json and --event-log print even without debugging. Both do this for every provider. Secrets in
// these dumps are counted, and the dumps are searched for the secrets that only the plugin has.

const dumpPatterns = [
  /"msg":"(?:Unm|M)arshaling property for RPC\[/,
  /"msg":"(?:eventSink::Debug\(<\{%reset%\}>)?(?:Register|Read)Resource RPC finished: /,
  /"diagnosticEvent":\{"prefix":"debug: ","message":"(?:Register|Read)Resource RPC finished: /,
];

/** Separates the lines that the engine and the SDK dump from the rest of a text. */
export function withoutVerboseDumps(text: string): { readonly rest: string; readonly dumps: string } {
  const lines = text.split("\n");
  const isDump = (line: string) => dumpPatterns.some((pattern) => pattern.test(line));
  return {
    rest: lines.filter((line) => !isDump(line)).join("\n"),
    dumps: lines.filter(isDump).join("\n"),
  };
}
