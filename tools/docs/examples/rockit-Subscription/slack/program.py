import pulumi
import pulumi_rockit_durst as rockit_durst

rockit_durst.rockit.Subscription(
    "deployments",
    name="deployments",
    sender="deploy",
    event="success",
    type="slack",
    slack_token=pulumi.Config().require_secret("slackToken"),
    channel_id="C0123456789",
)
