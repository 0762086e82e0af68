import DDBBase
import DDBHTTP
import DDBSigV4

extension EndpointResolver {
    /// DynamoDB: a local server, hosts of accounts, hosts of vector search, and the common rules.
    ///
    /// https://docs.aws.amazon.com/general/latest/gr/ddb.html
    func resolveDynamoDB(
        _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        if let endpoint = parameters.endpoint {
            let resolved = try custom(endpoint, .dynamoDB, parameters)
            try refuseDualStackHost(endpoint, parameters)
            return resolved
        }
        let region = try region(parameters)
        if region == "local" { return try resolveLocal(parameters) }
        let partition = partitions.partition(of: region)
        try check(partition, supports: parameters)
        let isSearch = parameters.operation == "SearchVectors"
        if parameters.usesFIPS {
            if parameters.accountIDEndpointMode == .required {
                throw .conflict(
                    "Invalid Configuration: AccountIdEndpointMode is required and FIPS is enabled, "
                        + "but FIPS account endpoints are not supported. Set "
                        + "account_id_endpoint_mode to preferred.")
            }
        } else if let account = try account(parameters, region, partition) {
            let name = isSearch ? "search-ddb" : "ddb"
            return ResolvedEndpoint(
                endpoint: try server(
                    "\(account).\(name).\(region).\(suffix(of: partition, parameters))"),
                signing: SigningSettings(region: region, service: Service.dynamoDB.signingName),
                isOfAccount: true)
        }
        return try regional(
            isSearch ? "search-dynamodb" : "dynamodb", .dynamoDB, region, partition, parameters)
    }

    /// The account whose host a call goes to, or nil where it goes to the region's.
    ///
    /// The account of the table comes before that of the caller, for a table is where its account
    /// is.
    private func account(
        _ parameters: EndpointParameters, _ region: String, _ partition: Partition
    ) throws(SettingsError) -> String? {
        let mode = parameters.accountIDEndpointMode
        guard mode != .disabled else { return nil }
        guard partition.id == "aws" else {
            guard mode == .required else { return nil }
            throw .unsupported(
                "Invalid Configuration: AccountIdEndpointMode is required but account endpoints "
                    + "are not supported in this partition, \(partition.id).")
        }
        for text in [parameters.resourceARN, parameters.resourceARNs.first] {
            if let text, let name = ResourceName(parsing: text), name.service == "dynamodb",
                name.region == region, isHostLabel(name.account)
            {
                return name.account
            }
        }
        if let account = parameters.accountID {
            guard isHostLabel(account) else {
                throw SettingsError(
                    .invalidValue,
                    "Credentials-sourced account ID parameter is invalid: it must be the twelve "
                        + "digits of an account. Look at AWS_ACCOUNT_ID and aws_account_id.")
            }
            return account
        }
        guard mode == .required else { return nil }
        throw SettingsError(
            .missingAccountID,
            "AccountIdEndpointMode is required but no AccountID was provided or able to be loaded. "
                + "Set AWS_ACCOUNT_ID, or account_id_endpoint_mode to preferred.")
    }

    /// DynamoDB Local on this machine, which takes signatures of any region.
    private func resolveLocal(
        _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        if parameters.usesFIPS {
            throw .conflict(
                "Invalid Configuration: FIPS and local endpoint are not supported together.")
        }
        if parameters.usesDualStack {
            throw .conflict(
                "Invalid Configuration: Dualstack and local endpoint are not supported together.")
        }
        return ResolvedEndpoint(
            endpoint: try server("localhost", over: .http, port: 8000),
            signing: SigningSettings(
                region: "us-east-1", service: Service.dynamoDB.signingName))
    }

    /// Refuses AWS's own dual-stack host as a custom endpoint: the switch is there for it, and
    /// knows the hosts of accounts as well.
    private func refuseDualStackHost(
        _ endpoint: Endpoint, _ parameters: EndpointParameters
    ) throws(SettingsError) {
        guard let region = parameters.region else { return }
        let suffix = partitions.partition(of: region).dualStackDNSSuffix
        for name in ["dynamodb", "search-dynamodb"]
        where endpoint.authority == "\(name).\(region).\(suffix)" {
            throw .conflict(
                "Endpoint override is not supported for dual-stack endpoints. Please enable "
                    + "dual-stack functionality by enabling the configuration. For more details, "
                    + "see: https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html")
        }
    }
}
