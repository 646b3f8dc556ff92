import pulumi
import pulumi_rockit_durst as rockit_durst

listed = rockit_durst.durst.list_subscriptions_output(subscriber_id=17)
pulumi.export("topics", listed.subscriptions.apply(lambda all: [each.topic for each in all]))
