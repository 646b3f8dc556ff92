export function locked<T>(
  file: string,
  waits: () => void,
  work: () => Promise<T>,
  patience?: number,
): Promise<T>;
