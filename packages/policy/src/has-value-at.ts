import { objectIn } from "../../../provider/kinds";

/** Whether a path has a value, known or not. An unknown text may contain any path. */
export function hasValueAt(props: object, [field = "", ...below]: readonly string[]): boolean {
  const value: unknown = Object.getOwnPropertyDescriptor(props, field)?.value;
  if (!value || below.length === 0) return Boolean(value);
  const inner = objectIn(value);
  return inner === undefined || hasValueAt(inner, below);
}
