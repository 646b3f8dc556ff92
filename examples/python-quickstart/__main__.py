import pulumi
import pulumi_rockit_durst as rockit_durst

config = pulumi.Config()
receiver = config.get("receiver") or "https://hooks.example.com"

# ROCKIT Edge: events of image builds go to a webhook, results of deployments to a Slack channel.
builds = rockit_durst.rockit.Subscription(
    "builds",
    name="quickstart-builds",
    sender="mkraw",
    events=["end", "error", "exception"],
    type="webhook",
    url=f"{receiver}/rockit",
)
deployments = rockit_durst.rockit.Subscription(
    "deployments",
    name="quickstart-deployments",
    sender="deploy",
    events=["success", "error", "exception"],
    type="slack",
    slack_token=config.require_secret("slackToken"),
    channel_id=config.get("slackChannel") or "C0123456789",
)

# Durst Workflow: one host receives signed callbacks for two kinds of objects.
press_room = rockit_durst.durst.Subscriber(
    "press-room",
    host_uri=f"{receiver}/durst/",
    external_auth_type="JWT_SIGNING",
    jwt_signing_info={
        "http_header_name": "x-durst-signature",
        "key": config.require_secret("durstKey"),
    },
)
jobs = rockit_durst.durst.Subscription(
    "jobs",
    subscriber_id=press_room.id,
    topic="STATUS/PRODUCTION_JOB/*",
    path=config.get("jobsPath") or "jobs",
)
orders = rockit_durst.durst.Subscription(
    "orders",
    subscriber_id=press_room.id,
    topic="STATUS/PRINT_ORDER/*",
    path="orders",
)

pulumi.export("rockitSubscriptions", [builds.name, deployments.name])
pulumi.export("durstSubscriptions", [jobs.id, orders.id])
# Verifies every delivery to the webhook: `pulumi stack output buildsSecret --show-secrets`.
pulumi.export("buildsSecret", builds.secret)
# Verifies every callback from Durst.
pulumi.export("durstKey", press_room.jwt_signing_info.key)
