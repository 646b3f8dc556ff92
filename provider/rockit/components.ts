/** Type tokens of the components that can have versions: they stand in states, for good. */
export const webhookToken = "pulumi-rockit-durst:rockit:Webhook";
export const eventHubToken = "pulumi-rockit-durst:rockit:EventHub";

/** Components of whose subscriptions two of one sender can be versions. */
export const versionedComponents: readonly string[] = [webhookToken, eventHubToken];
