export function hermetic(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
export function enterHermetic(): void;
export function networkEnvironment(): Record<string, string | undefined>;
