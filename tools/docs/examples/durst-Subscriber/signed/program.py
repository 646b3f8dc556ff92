import pulumi
import pulumi_rockit_durst as rockit_durst

rockit_durst.durst.Subscriber(
    "press",
    host_uri="https://hooks.example.com/durst/",
    external_auth_type="JWT_SIGNING",
    jwt_signing_info={
        "http_header_name": "x-durst-signature",
        "key": pulumi.Config().require_secret("durstKey"),
    },
)
