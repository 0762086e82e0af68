public import DDBConfiguration

extension SourceComponent {
    /// Creates the component from options as a document holds them, validating them first.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError``.
    public init(_ options: ConfigurationNode, context: ComponentContext) throws {
        try self.init(options: Options(options, fields: Self.spec.fields), context: context)
    }
}

extension TransformComponent {
    /// Creates the component from options as a document holds them, validating them first.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError``.
    public init(_ options: ConfigurationNode, context: ComponentContext) throws {
        try self.init(options: Options(options, fields: Self.spec.fields), context: context)
    }
}

extension SinkComponent {
    /// Creates the component from options as a document holds them, validating them first.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError``.
    public init(_ options: ConfigurationNode, context: ComponentContext) throws {
        try self.init(options: Options(options, fields: Self.spec.fields), context: context)
    }
}
