import pulumi
import pulumi_rockit_durst as rockit_durst

builds = rockit_durst.rockit.Subscription(
    "builds",
    sender="mkraw",
    events=["end", "error", "exception"],
    type="webhook",
    url="https://hooks.example.com/rockit",
)

# Verifies every delivery.
pulumi.export("secret", builds.secret)
