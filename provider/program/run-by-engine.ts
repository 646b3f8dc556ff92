/**
 * Whether the engine runs this program in the project's folder. False in unit tests with mocks and in inline
 * programs.
 */
export const isRunByEngine = (): boolean => process.env["PULUMI_NODEJS_MONITOR"] !== undefined;
