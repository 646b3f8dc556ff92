/** Regular expression for a pattern in which `*` matches any characters and all else is literal. */
export const globOf = (pattern: string, flags = ""): RegExp =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[^\w-]/g, "\\$&"))
      .join(".*")}$`,
    `s${flags}`,
  );
