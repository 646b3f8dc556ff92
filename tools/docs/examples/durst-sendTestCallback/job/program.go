package main

import (
	"example.com/pulumi-rockit-durst/sdk/go/rockitdurst/durst"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		return durst.SendTestCallback(ctx, &durst.SendTestCallbackArgs{ProductionJobId: 4711})
	})
}
