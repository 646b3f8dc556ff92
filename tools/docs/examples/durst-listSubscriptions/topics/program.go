package main

import (
	"example.com/pulumi-rockit-durst/sdk/go/rockitdurst/durst"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		listed := durst.ListSubscriptionsOutput(ctx, durst.ListSubscriptionsOutputArgs{
			SubscriberId: pulumi.Int(17),
		})
		ctx.Export("subscriptions", listed.Subscriptions())
		return nil
	})
}
