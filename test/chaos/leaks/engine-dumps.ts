// With -v=9 the engine logs every property that passes, secrets in the clear; and Pulumi's SDK reports what was registered as an event of
// level debug, secrets in the clear, which --json and --event-log print without being asked for debugging. Both do so for all providers
// alike. What they dump is counted, and searched for what only the plugin knows.

const dump = [
  /"msg":"(?:Unm|M)arshaling property for RPC\[/,
  /"msg":"(?:eventSink::Debug\(<\{%reset%\}>)?(?:Register|Read)Resource RPC finished: /,
  /"diagnosticEvent":\{"prefix":"debug: ","message":"(?:Register|Read)Resource RPC finished: /,
];

/** Separates the lines that the engine and the SDK dump from the rest of a text. */
export function withoutVerboseDumps(text: string): { readonly rest: string; readonly dumps: string } {
  const lines = text.split("\n");
  const isDump = (line: string) => dump.some((pattern) => pattern.test(line));
  return {
    rest: lines.filter((line) => !isDump(line)).join("\n"),
    dumps: lines.filter(isDump).join("\n"),
  };
}
