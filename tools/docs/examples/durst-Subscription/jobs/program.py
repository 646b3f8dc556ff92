import pulumi_rockit_durst as rockit_durst

press = rockit_durst.durst.Subscriber(
    "press",
    host_uri="https://hooks.example.com/durst/",
    external_auth_type="NONE",
)
rockit_durst.durst.Subscription(
    "jobs",
    subscriber_id=press.id,
    topic="STATUS/PRODUCTION_JOB/*",
    path="jobs",
)
