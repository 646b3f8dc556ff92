/** Whether the engine runs this program in the project's folder, as it does neither unit tests with mocks nor inline programs. */
export const isRunByEngine = (): boolean => process.env["PULUMI_NODEJS_MONITOR"] !== undefined;
