package main

import (
	"example.com/pulumi-rockit-durst/sdk/go/rockitdurst/rockit"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := rockit.NewSubscription(ctx, "deployments", &rockit.SubscriptionArgs{
			Name:       pulumi.String("deployments"),
			Sender:     rockit.SubscriptionSenderDeploy,
			Event:      rockit.SubscriptionEventSuccess,
			Type:       rockit.SubscriptionTypeSlack,
			SlackToken: config.RequireSecret(ctx, "slackToken"),
			ChannelId:  pulumi.String("C0123456789"),
		})
		return err
	})
}
