package main

import (
	"example.com/pulumi-rockit-durst/sdk/go/rockitdurst/rockit"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		listed := rockit.ListSubscriptionsOutput(ctx, rockit.ListSubscriptionsOutputArgs{})
		ctx.Export("subscriptions", listed.Subscriptions())
		return nil
	})
}
