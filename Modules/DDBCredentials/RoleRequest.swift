public import DDBBase

/// Names a role to take with credentials.
///
/// The meaning and the limits of each member are those of
/// [AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
public struct RoleRequest: Sendable, Hashable {
    /// The ARN of the role.
    public var roleARN: String
    /// What the session is called in logs of the account, 2 to 64 characters.
    public var sessionName: String
    /// What the owner of the role asks of a third party, so that nobody else can name the role.
    public var externalID: String?
    /// How long the session lasts, 900 to 43200; nil leaves it to the service, an hour.
    public var durationSeconds: Int?
    /// The serial number or ARN of the multi-factor device.
    public var mfaSerialNumber: String?
    /// What the device shows.
    public var mfaTokenCode: Secret?
    /// The region whose endpoint to ask; nil leaves it to the service's settings.
    public var region: String?

    /// Creates a request.
    public init(
        roleARN: String, sessionName: String, externalID: String? = nil,
        durationSeconds: Int? = nil, mfaSerialNumber: String? = nil, mfaTokenCode: Secret? = nil,
        region: String? = nil
    ) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
        self.mfaSerialNumber = mfaSerialNumber
        self.mfaTokenCode = mfaTokenCode
        self.region = region
    }
}
