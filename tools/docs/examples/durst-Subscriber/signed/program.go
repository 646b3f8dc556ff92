package main

import (
	"example.com/pulumi-rockit-durst/sdk/go/rockitdurst/durst"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := durst.NewSubscriber(ctx, "press", &durst.SubscriberArgs{
			HostUri:          pulumi.String("https://hooks.example.com/durst/"),
			ExternalAuthType: durst.SubscriberExternalAuthTypeJwtSigning,
			JwtSigningInfo: durst.SubscriberJwtSigningInfoArgs{
				HttpHeaderName: pulumi.String("x-durst-signature"),
				Key:            config.RequireSecret(ctx, "durstKey"),
			},
		})
		return err
	})
}
