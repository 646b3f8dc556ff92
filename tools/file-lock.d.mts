export function withFileLock<T>(
  file: string,
  waits: () => void,
  work: () => Promise<T>,
  patience?: number,
): Promise<T>;
