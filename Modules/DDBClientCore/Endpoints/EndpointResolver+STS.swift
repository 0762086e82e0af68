import DDBHTTP
import DDBSigV4

extension EndpointResolver {
    /// The regions that STS served from one host before each had its own.
    static let globalRegions: Set<String> = [
        "aws-global", "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
        "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3",
        "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ]

    /// STS: the common rules, and one old host for all regions where it is asked for.
    ///
    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
    func resolveSTS(_ parameters: EndpointParameters) throws(SettingsError) -> ResolvedEndpoint {
        let isPlain = !parameters.usesFIPS && !parameters.usesDualStack
        guard parameters.endpoint == nil, isPlain, let region = parameters.region,
            region == "aws-global"
                || parameters.usesGlobalEndpoint && Self.globalRegions.contains(region)
        else { return try resolveRegional(.sts, parameters) }
        return ResolvedEndpoint(
            endpoint: try server("sts.amazonaws.com"),
            signing: SigningSettings(region: "us-east-1", service: Service.sts.signingName))
    }
}
