package main

import (
	"example.com/pulumi-rockit-durst/sdk/go/rockitdurst/rockit"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		builds, err := rockit.NewSubscription(ctx, "builds", &rockit.SubscriptionArgs{
			Sender: rockit.SubscriptionSenderMkraw,
			Events: rockit.SubscriptionEventArray{
				rockit.SubscriptionEventEnd,
				rockit.SubscriptionEventError,
				rockit.SubscriptionEventException,
			},
			Type: rockit.SubscriptionTypeWebhook,
			Url:  pulumi.String("https://hooks.example.com/rockit"),
		})
		if err != nil {
			return err
		}
		// Verifies every delivery.
		ctx.Export("secret", builds.Secret)
		return nil
	})
}
