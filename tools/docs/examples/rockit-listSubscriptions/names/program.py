import pulumi
import pulumi_rockit_durst as rockit_durst

listed = rockit_durst.rockit.list_subscriptions_output()
pulumi.export("names", listed.subscriptions.apply(lambda all: [each.name for each in all]))
