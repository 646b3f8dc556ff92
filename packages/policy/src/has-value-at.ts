import { objectIn } from "../../../provider/kinds";

/** Whether something is at a path, known or not. A text that is not known yet may have all in it. */
export function hasValueAt(props: object, [field = "", ...below]: readonly string[]): boolean {
  const value: unknown = Object.getOwnPropertyDescriptor(props, field)?.value;
  if (!value || below.length === 0) return Boolean(value);
  const inner = objectIn(value);
  return inner === undefined || hasValueAt(inner, below);
}
