/** Collects the values of a repeatable option. */
export const collect = (text: string, texts: readonly string[] = []): readonly string[] => [...texts, text];
