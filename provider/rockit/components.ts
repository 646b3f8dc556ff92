/** Type tokens of the components that support versions. States contain them, so they must never change. */
export const webhookToken = "pulumi-rockit-durst:rockit:Webhook";
export const eventHubToken = "pulumi-rockit-durst:rockit:EventHub";

/** Components in which two subscriptions of one sender may be versions. */
export const versionedComponents: readonly string[] = [webhookToken, eventHubToken];
