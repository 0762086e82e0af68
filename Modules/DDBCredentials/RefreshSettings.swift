/// When credentials that end are fetched anew.
public struct RefreshSettings: Sendable, Hashable {
    /// How long before the end new ones are fetched beside the work.
    public var advisory = Duration.seconds(15 * 60)
    /// How long before the end the work waits for new ones.
    public var mandatory = Duration.seconds(10 * 60)
    /// How long a failed fetch lies back before another, while the old credentials last.
    public var pause = Duration.seconds(10)
    /// How much longer statically stable credentials count when they cannot be renewed.
    public var extensionTime = Duration.seconds(10 * 60)
    /// How much of chance is added to that, so that a fleet does not ask at one moment.
    public var extensionJitter = Duration.seconds(5 * 60)

    /// Creates the settings.
    public init() {}
}
