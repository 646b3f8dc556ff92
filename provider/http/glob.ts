/** A pattern in which `*` stands for any characters, and all else for itself. */
export const globOf = (pattern: string, flags = ""): RegExp =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[^\w-]/g, "\\$&"))
      .join(".*")}$`,
    `s${flags}`,
  );
