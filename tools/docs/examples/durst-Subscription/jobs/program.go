package main

import (
	"example.com/pulumi-rockit-durst/sdk/go/rockitdurst/durst"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		press, err := durst.NewSubscriber(ctx, "press", &durst.SubscriberArgs{
			HostUri:          pulumi.String("https://hooks.example.com/durst/"),
			ExternalAuthType: durst.SubscriberExternalAuthTypeNone,
		})
		if err != nil {
			return err
		}
		_, err = durst.NewSubscription(ctx, "jobs", &durst.SubscriptionArgs{
			SubscriberId: press.ID(),
			Topic:        pulumi.String("STATUS/PRODUCTION_JOB/*"),
			Path:         pulumi.String("jobs"),
		})
		return err
	})
}
