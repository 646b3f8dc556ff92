import { expect } from "vitest";

export const expectNoStackTrace = (output: string): void => expect(output).not.toMatch(/^\s+at .+:\d+:\d+/m);
