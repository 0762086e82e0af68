// swift-tools-version: 6.2
import PackageDescription

// The manifest is a table: one row a module. A row names everything its module may import; the
// build checks it with `--explicit-target-dependency-import-check error`. Floors and the reasons
// for them are in Docs/Architecture.md.

/// What a row builds into.
enum Kind {
    /// A shim over a C library that is installed on the system.
    case system(pkgConfig: String?, apt: String)
    /// C declarations of our own, without a library to link.
    case c
    /// Swift without raw memory.
    case plain
    /// Swift that touches C or raw memory: strict memory safety is on.
    case hot
    /// A module of `Plugins/`.
    case plugin
    /// A module of `Tools/`.
    case tool
    /// An executable of `Tools/`.
    case executable
    /// A test target of `Tests/`.
    case test
    /// Code that only tests share, in `Tests/`.
    case testSupport
    /// A program of `Tests/` that tests run and kill; no product.
    case testProgram
}

struct Module {
    var name: String
    var kind: Kind
    var imports: [String]
    /// Whether the module is a library product of its own.
    var isProduct = true
}

/// A package of others: the module that rows name, and where it comes from.
struct External {
    var module: String
    var package: String
    var url: String
    var version: Version
}

let externals: [External] = [
    External(
        module: "ArgumentParser", package: "swift-argument-parser",
        url: "https://github.com/apple/swift-argument-parser", version: "1.8.2"),
    External(
        module: "HTTPTypes", package: "swift-http-types",
        url: "https://github.com/apple/swift-http-types", version: "1.8.0"),
    External(
        module: "HummingbirdCore", package: "hummingbird",
        url: "https://github.com/hummingbird-project/hummingbird", version: "2.28.1"),
    External(
        module: "Logging", package: "swift-log",
        url: "https://github.com/apple/swift-log", version: "1.16.2"),
    External(
        module: "Metrics", package: "swift-metrics",
        url: "https://github.com/apple/swift-metrics", version: "2.13.0"),
    External(
        module: "NIOCore", package: "swift-nio",
        url: "https://github.com/apple/swift-nio", version: "2.101.2"),
    External(
        module: "NIOPosix", package: "swift-nio",
        url: "https://github.com/apple/swift-nio", version: "2.101.2"),
    External(
        module: "ServiceLifecycle", package: "swift-service-lifecycle",
        url: "https://github.com/swift-server/swift-service-lifecycle", version: "2.13.0"),
    External(
        module: "XMLCoder", package: "XMLCoder",
        url: "https://github.com/CoreOffice/XMLCoder", version: "0.18.2"),
    External(
        module: "Yams", package: "Yams",
        url: "https://github.com/jpsim/Yams", version: "6.2.2"),
]

let modules: [Module] = [
    // Floor 0
    Module(
        name: "CDDBCrypto", kind: .system(pkgConfig: "libcrypto", apt: "libssl-dev"), imports: []),
    Module(
        name: "CDDBCurl", kind: .system(pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        imports: []),
    Module(name: "CDDBLZ4", kind: .system(pkgConfig: "liblz4", apt: "liblz4-dev"), imports: []),
    Module(name: "CDDBZstd", kind: .system(pkgConfig: "libzstd", apt: "libzstd-dev"), imports: []),
    Module(
        name: "CDDBSnappy", kind: .system(pkgConfig: "snappy", apt: "libsnappy-dev"), imports: []),
    Module(
        name: "CDDBInflate", kind: .system(pkgConfig: "libisal", apt: "libisal-dev"), imports: []),
    Module(name: "CDDBSystem", kind: .system(pkgConfig: nil, apt: "libc6-dev"), imports: []),
    Module(name: "CDDBDuckDB", kind: .c, imports: []),
    Module(name: "DDBBase", kind: .hot, imports: []),

    // Floor 1
    Module(name: "DDBDigest", kind: .hot, imports: ["CDDBCrypto"]),
    Module(name: "DDBJSON", kind: .hot, imports: ["DDBBase"]),
    Module(name: "DDBHTTP", kind: .plain, imports: ["DDBBase"]),
    Module(name: "DDBStorage", kind: .hot, imports: ["DDBBase", "CDDBSystem"]),
    Module(
        name: "DDBCompression", kind: .hot,
        imports: ["DDBBase", "CDDBLZ4", "CDDBZstd", "CDDBSnappy", "CDDBInflate"]),
    Module(name: "DDBShards", kind: .plain, imports: ["DDBBase"]),
    Module(name: "DDBDelivery", kind: .hot, imports: ["DDBBase"]),

    // Floor 2
    Module(name: "DDBConfiguration", kind: .plain, imports: ["DDBBase", "DDBJSON", "Yams"]),
    Module(
        name: "DDBSigV4", kind: .plain, imports: ["DDBBase", "DDBHTTP", "DDBDigest"]),
    Module(name: "DDBHTTPCurl", kind: .hot, imports: ["DDBBase", "DDBHTTP", "CDDBCurl"]),
    Module(name: "DDBAttributes", kind: .hot, imports: ["DDBBase", "DDBJSON"]),
    Module(name: "DDBParquet", kind: .hot, imports: ["DDBBase", "DDBCompression"]),
    Module(name: "DDBXML", kind: .plain, imports: ["XMLCoder"], isProduct: false),

    // Floor 3
    Module(
        name: "DDBCredentials", kind: .hot,
        imports: ["DDBBase", "DDBJSON", "DDBHTTP", "DDBSigV4", "DDBDigest", "CDDBSystem"]),
    Module(
        name: "DDBDeltaLog", kind: .hot,
        imports: ["DDBBase", "DDBJSON", "DDBStorage", "DDBParquet"]),
    Module(name: "DDBSchema", kind: .plain, imports: ["DDBConfiguration"]),
    Module(
        name: "DDBPipeline", kind: .plain,
        imports: [
            "DDBBase", "DDBJSON", "DDBAttributes", "DDBConfiguration", "Logging", "Metrics",
        ]),
    Module(
        name: "DDBExport", kind: .hot,
        imports: [
            "DDBBase", "DDBJSON", "DDBStorage", "DDBCompression", "DDBDigest", "DDBAttributes",
        ]),

    // Floor 4
    Module(
        name: "DDBClientCore", kind: .plain,
        imports: [
            "DDBBase", "DDBJSON", "DDBHTTP", "DDBSigV4", "DDBCredentials", "DDBCompression",
            "Logging", "Metrics",
        ]),
    Module(
        name: "DDBStore", kind: .hot,
        imports: [
            "DDBBase", "DDBJSON", "DDBStorage", "DDBAttributes", "DDBSchema", "DDBParquet",
            "DDBDeltaLog", "DDBCompression", "CDDBSystem",
        ]),
    Module(
        name: "DDBFiles", kind: .hot,
        imports: [
            "DDBBase", "DDBJSON", "DDBAttributes", "DDBConfiguration", "DDBCompression",
            "DDBPipeline", "Logging",
        ]),

    // Floor 5
    Module(
        name: "DDBDynamoDB", kind: .plain,
        imports: ["DDBBase", "DDBJSON", "DDBAttributes", "DDBClientCore"]),
    Module(
        name: "DDBKinesis", kind: .plain, imports: ["DDBBase", "DDBJSON", "DDBClientCore"]),
    Module(
        name: "DDBQuery", kind: .hot,
        imports: ["DDBBase", "DDBJSON", "DDBSchema", "DDBStore", "CDDBDuckDB"]),
    Module(
        name: "DDBS3", kind: .plain,
        imports: [
            "DDBBase", "DDBHTTP", "DDBDigest", "DDBStorage", "DDBSigV4", "DDBXML", "DDBClientCore",
            "Logging",
        ]),
    Module(
        name: "DDBSTS", kind: .plain,
        imports: [
            "DDBBase", "DDBHTTP", "DDBSigV4", "DDBCredentials", "DDBXML", "DDBClientCore",
            "Logging",
            "Metrics",
        ]),

    Module(
        name: "DDBClientOptions", kind: .plain,
        imports: [
            "DDBBase", "DDBConfiguration", "DDBCredentials", "DDBClientCore", "DDBHTTPCurl",
            "DDBPipeline", "DDBSTS", "Logging",
        ]),

    // Fakes, for those who test code on top of the modules
    Module(name: "DDBTestKit", kind: .plain, imports: ["DDBBase", "DDBHTTP", "DDBStorage"]),
    Module(
        name: "DDBPipelineTestKit", kind: .plain,
        imports: ["DDBBase", "DDBAttributes", "DDBConfiguration", "DDBPipeline"]),

    // Plugins
    Module(
        name: "DDBExportSource", kind: .plugin,
        imports: [
            "DDBPipeline", "DDBConfiguration", "DDBBase", "DDBStorage", "DDBAttributes",
            "DDBExport",
            "Logging",
        ]),
    Module(
        name: "DDBStoreSource", kind: .plugin,
        imports: [
            "DDBPipeline", "DDBConfiguration", "DDBBase", "DDBStorage", "DDBAttributes", "DDBStore",
        ]),
    Module(
        name: "DDBStoreSink", kind: .plugin,
        imports: [
            "DDBPipeline", "DDBConfiguration", "DDBBase", "DDBStorage", "DDBAttributes",
            "DDBSchema", "DDBStore", "Logging", "Metrics",
        ]),
    Module(
        name: "DDBDynamoDBSink", kind: .plugin,
        imports: [
            "DDBBase", "DDBAttributes", "DDBClientCore", "DDBClientOptions", "DDBConfiguration",
            "DDBDelivery", "DDBDynamoDB", "DDBJSON", "DDBPipeline", "DDBSTS", "Logging", "Metrics",
        ]),
    Module(
        name: "DDBScanSource", kind: .plugin,
        imports: [
            "DDBBase", "DDBAttributes", "DDBClientCore", "DDBClientOptions", "DDBConfiguration",
            "DDBDynamoDB", "DDBPipeline", "DDBSTS", "Logging",
        ]),
    Module(
        name: "DDBStreamsSource", kind: .plugin,
        imports: [
            "DDBBase", "DDBAttributes", "DDBClientCore", "DDBClientOptions", "DDBConfiguration",
            "DDBDynamoDB", "DDBPipeline", "DDBShards", "DDBSTS", "Logging", "Metrics",
        ]),
    Module(
        name: "DDBLinesSource", kind: .plugin,
        imports: [
            "DDBBase", "DDBJSON", "DDBAttributes", "DDBConfiguration", "DDBFiles", "DDBPipeline",
            "Logging",
        ]),
    Module(
        name: "DDBCSVSource", kind: .plugin,
        imports: [
            "DDBBase", "DDBAttributes", "DDBConfiguration", "DDBFiles", "DDBPipeline", "Logging",
        ]),
    Module(
        name: "DDBParquetSource", kind: .plugin,
        imports: [
            "DDBBase", "DDBJSON", "DDBAttributes", "DDBConfiguration", "DDBFiles", "DDBParquet",
            "DDBPipeline",
        ]),
    Module(
        name: "DDBLinesSink", kind: .plugin,
        imports: ["DDBBase", "DDBAttributes", "DDBConfiguration", "DDBPipeline"]),
    Module(
        name: "DDBNullSink", kind: .plugin,
        imports: ["DDBAttributes", "DDBConfiguration", "DDBPipeline"]),
    Module(
        name: "DDBBundledPlugins", kind: .plugin,
        imports: [
            "DDBPipeline", "DDBCSVSource", "DDBExportSource", "DDBLinesSource", "DDBLinesSink",
            "DDBNullSink", "DDBParquetSource", "DDBStoreSink", "DDBStoreSource", "DDBStreamsSource",
            "DDBDynamoDBSink", "DDBScanSource",
        ]),
    Module(
        name: "DDBLocal", kind: .tool,
        imports: [
            "DDBBase", "DDBJSON", "DDBHTTP", "DDBDigest", "DDBSigV4", "DDBAttributes", "DDBStorage",
            "DDBConfiguration", "DDBCompression", "DDBClientCore", "DDBS3", "DDBXML", "DDBTestKit",
            "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOPosix", "ServiceLifecycle", "Logging",
        ]),

    // Tools
    Module(
        name: "DDBCommandLine", kind: .tool,
        imports: [
            "DDBBase", "DDBJSON", "DDBAttributes", "DDBClientCore", "DDBConfiguration",
            "DDBCredentials", "DDBDeltaLog", "DDBDigest", "DDBDynamoDB", "DDBExport", "DDBFiles",
            "DDBHTTP", "DDBHTTPCurl", "DDBSTS",
            "DDBParquet", "DDBPipeline", "DDBQuery", "DDBSchema", "DDBStorage", "DDBStore",
            "DDBBundledPlugins", "DDBDynamoDBSink", "DDBLinesSink", "DDBLocal", "ArgumentParser",
            "Logging",
        ], isProduct: false),
    Module(name: "ddbkit", kind: .executable, imports: ["DDBCommandLine"]),

    // Tests
    Module(
        name: "DDBDynamoDBSinkTests", kind: .test,
        imports: [
            "DDBDynamoDBSink", "DDBLinesSource", "DDBPipeline", "DDBPipelineTestKit", "DDBBase",
            "DDBAttributes", "DDBClientCore", "DDBClientOptions", "DDBConfiguration",
            "DDBCredentials", "DDBDynamoDB", "DDBHTTPCurl", "DDBJSON", "DDBLocal", "DDBSTS",
            "DDBTestKit", "DDBTestSupport", "Logging", "ddbkit",
        ]),
    Module(
        name: "DDBScanSourceTests", kind: .test,
        imports: [
            "DDBScanSource", "DDBPipeline", "DDBBase", "DDBAttributes", "DDBClientCore",
            "DDBConfiguration", "DDBCredentials", "DDBDynamoDB", "DDBHTTPCurl", "DDBLocal",
            "DDBSTS", "Logging",
        ]),
    Module(
        name: "DDBStreamsSourceTests", kind: .test,
        imports: [
            "DDBStreamsSource", "DDBPipeline", "DDBBase", "DDBAttributes", "DDBClientCore",
            "DDBConfiguration", "DDBCredentials", "DDBDynamoDB", "DDBHTTP", "DDBHTTPCurl",
            "DDBLocal", "DDBShards", "DDBSTS", "DDBTestKit", "FollowedTables", "Logging",
        ]),
    Module(
        name: "DDBLinesSourceTests", kind: .test,
        imports: [
            "DDBLinesSource", "DDBCompression", "DDBPipeline", "DDBPipelineTestKit", "DDBBase",
            "DDBAttributes", "DDBConfiguration", "DDBTestSupport",
        ]),
    Module(
        name: "DDBFilesTests", kind: .test,
        imports: [
            "DDBFiles", "DDBAttributes", "DDBBase", "DDBPipeline", "DDBTestSupport",
        ]),
    Module(
        name: "DDBCSVSourceTests", kind: .test,
        imports: [
            "DDBCSVSource", "DDBCompression", "DDBFiles", "DDBPipeline", "DDBPipelineTestKit",
            "DDBBase", "DDBAttributes", "DDBConfiguration", "DDBTestSupport",
        ]),
    Module(
        name: "DDBParquetSourceTests", kind: .test,
        imports: [
            "DDBParquetSource", "DDBParquet", "DDBPipeline", "DDBPipelineTestKit", "DDBBase",
            "DDBAttributes", "DDBConfiguration", "DDBTestSupport",
        ]),
    Module(
        name: "DDBLinesSinkTests", kind: .test,
        imports: [
            "DDBLinesSink", "DDBPipeline", "DDBPipelineTestKit", "DDBBase", "DDBAttributes",
            "DDBConfiguration", "DDBTestSupport",
        ]),
    Module(
        name: "DDBStoreSinkTests", kind: .test,
        imports: [
            "DDBStoreSink", "DDBStore", "DDBStorage", "DDBPipeline", "DDBBase", "DDBAttributes",
            "DDBConfiguration", "DDBTestSupport",
        ]),
    Module(
        name: "DDBBundledPluginsTests", kind: .test,
        imports: [
            "DDBBundledPlugins", "DDBPipeline", "DDBPipelineTestKit", "DDBBase",
            "DDBConfiguration", "DDBNullSink", "DDBStore", "DDBTestSupport",
        ]),
    Module(
        name: "DDBConfigurationTests", kind: .test, imports: ["DDBConfiguration", "DDBBase"]),
    Module(name: "DDBTestSupport", kind: .testSupport, imports: ["DDBBase"]),
    Module(
        name: "FollowedTables", kind: .testSupport,
        imports: ["DDBBase", "DDBHTTP", "DDBHTTPCurl", "DDBJSON", "DDBTestKit"]),
    Module(
        name: "StoreModel", kind: .testSupport,
        imports: ["DDBAttributes", "DDBBase", "DDBSchema", "DDBStore", "DDBStorage", "DDBTestKit"]),
    Module(
        name: "StoreModelTests", kind: .test,
        imports: [
            "StoreModel", "StoreDriver", "DDBAttributes", "DDBBase", "DDBDeltaLog", "DDBQuery",
            "DDBSchema",
            "DDBStore", "DDBStorage", "DDBTestKit", "DDBTestSupport", "ddbkit",
        ]),
    Module(
        name: "StoreDriver", kind: .testProgram,
        imports: [
            "StoreModel", "DDBBase", "DDBDeltaLog", "DDBQuery", "DDBSchema", "DDBStore",
            "DDBStorage",
        ]),
    Module(name: "DDBTestSupportTests", kind: .test, imports: ["DDBTestSupport"]),
    Module(name: "DDBBaseTests", kind: .test, imports: ["DDBBase", "DDBTestSupport"]),
    Module(name: "DDBJSONTests", kind: .test, imports: ["DDBJSON", "DDBTestSupport"]),
    Module(
        name: "DDBPipelineTests", kind: .test,
        imports: [
            "DDBPipeline", "DDBPipelineTestKit", "DDBBase", "DDBJSON", "DDBAttributes",
            "DDBConfiguration", "DDBTestSupport",
        ]),
    Module(
        name: "DDBAttributesTests", kind: .test,
        imports: ["DDBAttributes", "DDBBase", "DDBJSON", "DDBTestSupport"]),
    Module(
        name: "DDBSchemaTests", kind: .test, imports: ["DDBSchema", "DDBConfiguration"]),
    Module(
        name: "DDBStoreTests", kind: .test,
        imports: [
            "DDBStore", "DDBSchema", "DDBParquet", "DDBAttributes", "DDBBase", "DDBStorage",
            "DDBDeltaLog", "DDBTestKit", "DDBTestSupport",
        ]),
    Module(name: "DDBHTTPTests", kind: .test, imports: ["DDBHTTP"]),
    Module(
        name: "DDBHTTPCurlTests", kind: .test,
        imports: ["DDBBase", "DDBHTTP", "DDBHTTPCurl", "DDBTestKit", "DDBTestSupport"]),
    Module(name: "DDBXMLTests", kind: .test, imports: ["DDBXML"]),
    Module(
        name: "DDBSTSTests", kind: .test,
        imports: [
            "DDBSTS", "DDBClientCore", "DDBCredentials", "DDBBase", "DDBHTTP", "DDBSigV4",
            "DDBTestKit", "DDBTestSupport",
        ]),
    Module(
        name: "DDBS3Tests", kind: .test,
        imports: [
            "DDBS3", "DDBClientCore", "DDBCredentials", "DDBBase", "DDBHTTP", "DDBJSON",
            "DDBSigV4", "DDBStorage", "DDBTestKit", "DDBTestSupport",
        ]),
    Module(
        name: "DDBSigV4Tests", kind: .test,
        imports: ["DDBBase", "DDBHTTP", "DDBSigV4", "DDBTestSupport"]),
    Module(
        name: "DDBCredentialsTests", kind: .test,
        imports: [
            "DDBBase", "DDBCredentials", "DDBHTTP", "DDBHTTPCurl", "DDBJSON", "DDBSigV4",
            "DDBTestKit",
            "DDBTestSupport",
        ]),
    Module(
        name: "DDBClientCoreTests", kind: .test,
        imports: [
            "DDBClientCore", "DDBBase", "DDBCompression", "DDBCredentials", "DDBJSON", "DDBHTTP",
            "DDBSigV4", "DDBTestKit", "DDBTestSupport", "Logging", "Metrics",
        ]),
    Module(
        name: "DDBDynamoDBTests", kind: .test,
        imports: [
            "DDBDynamoDB", "DDBClientCore", "DDBCredentials", "DDBAttributes", "DDBBase",
            "DDBJSON", "DDBHTTP", "DDBSigV4", "DDBTestKit", "DDBTestSupport",
        ]),
    Module(
        name: "DDBKinesisTests", kind: .test,
        imports: [
            "DDBKinesis", "DDBClientCore", "DDBCredentials", "DDBBase", "DDBJSON", "DDBHTTP",
            "DDBSigV4", "DDBTestKit", "DDBTestSupport",
        ]),
    Module(
        name: "DDBShardsTests", kind: .test,
        imports: ["DDBShards", "DDBBase", "DDBTestSupport"]),
    Module(
        name: "DDBDeliveryTests", kind: .test,
        imports: ["DDBDelivery", "DDBBase", "DDBTestSupport"]),
    Module(name: "DDBDigestTests", kind: .test, imports: ["DDBBase", "DDBDigest"]),
    Module(
        name: "DDBStorageTests", kind: .test,
        imports: ["DDBBase", "DDBStorage", "DDBTestKit", "DDBTestSupport"]),
    Module(
        name: "DDBTestKitTests", kind: .test,
        imports: ["DDBBase", "DDBHTTP", "DDBStorage", "DDBTestKit"]),
    Module(
        name: "DDBDeltaLogTests", kind: .test,
        imports: [
            "DDBBase", "DDBJSON", "DDBStorage", "DDBDeltaLog", "DDBParquet", "DDBTestKit",
            "DDBTestSupport",
        ]),
    Module(
        name: "DDBExportTests", kind: .test,
        imports: [
            "DDBAttributes", "DDBBase", "DDBCompression", "DDBDigest", "DDBExport", "DDBJSON",
            "DDBStorage", "DDBTestKit", "DDBTestSupport",
        ]),
    Module(
        name: "DDBCompressionTests", kind: .test,
        imports: ["DDBBase", "DDBCompression", "DDBTestSupport"]),
    Module(
        name: "DDBParquetTests", kind: .test,
        imports: ["DDBBase", "DDBCompression", "DDBParquet", "DDBTestSupport"]),
    Module(name: "ExampleTests", kind: .test, imports: ["DDBTestSupport"]),
    Module(
        name: "AWSIntegrationTests", kind: .test,
        imports: [
            "DDBS3", "DDBSTS", "DDBDynamoDB", "DDBKinesis", "DDBAttributes", "DDBClientCore",
            "DDBCredentials", "DDBHTTPCurl", "DDBHTTP", "DDBSigV4", "DDBStorage", "DDBBase",
            "DDBJSON", "DDBCompression", "DDBDigest", "DDBTestKit", "DDBTestSupport",
        ]),
    Module(name: "InteropTests", kind: .test, imports: ["DDBTestSupport", "ddbkit"]),
    Module(
        name: "CommandLineTests", kind: .test,
        imports: [
            "DDBBase", "DDBCompression", "DDBDigest", "DDBJSON", "DDBTestKit", "DDBTestSupport",
            "DDBCommandLine", "DDBDynamoDBSink", "DDBPipeline", "FollowedTables", "ddbkit",
        ]),
    Module(name: "TidyTests", kind: .test, imports: []),
    Module(
        name: "DDBLocalTests", kind: .test,
        imports: [
            "DDBLocal", "DDBAttributes", "DDBBase", "DDBClientCore", "DDBCredentials",
            "DDBDynamoDB", "DDBHTTP", "DDBHTTPCurl", "DDBJSON", "DDBS3", "DDBSTS", "DDBSigV4",
            "DDBStorage", "DDBTestKit", "DDBTestSupport", "ddbkit", "DDBCompression", "DDBDigest",
            "DDBExport",
        ]),
    Module(
        name: "DDBQueryTests", kind: .test,
        imports: [
            "DDBQuery", "DDBAttributes", "DDBBase", "DDBSchema", "DDBStorage", "DDBStore",
            "DDBTestKit", "DDBTestSupport",
        ]),
]

// MARK: settings, products and targets, derived

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
let hot = strict + [.strictMemorySafety(), .enableExperimentalFeature("Lifetimes")]

func dependency(_ name: String) -> Target.Dependency {
    guard let external = externals.first(where: { $0.module == name }) else {
        return .byName(name: name)
    }
    return .product(name: name, package: external.package)
}

func target(_ module: Module) -> Target {
    let name = module.name
    let imports = module.imports.map(dependency)
    switch module.kind {
    case .system(let pkgConfig, let apt):
        return .systemLibrary(
            name: name, path: "Modules/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
    case .c:
        return .target(name: name, path: "Modules/\(name)")
    case .plain:
        return .target(
            name: name, dependencies: imports, path: "Modules/\(name)", swiftSettings: strict)
    case .hot:
        return .target(
            name: name, dependencies: imports, path: "Modules/\(name)", swiftSettings: hot)
    case .plugin:
        return .target(
            name: name, dependencies: imports, path: "Plugins/\(name)", swiftSettings: strict)
    case .tool:
        return .target(
            name: name, dependencies: imports, path: "Tools/\(name)", swiftSettings: strict)
    case .executable:
        return .executableTarget(
            name: name, dependencies: imports, path: "Tools/\(name)", swiftSettings: strict)
    case .testSupport:
        return .target(
            name: name, dependencies: imports, path: "Tests/\(name)", swiftSettings: strict)
    case .testProgram:
        return .executableTarget(
            name: name, dependencies: imports, path: "Tests/\(name)", swiftSettings: strict)
    case .test:
        return .testTarget(
            name: name, dependencies: imports, path: "Tests/\(name)", swiftSettings: strict)
    }
}

func product(_ module: Module) -> Product? {
    switch module.kind {
    case .plain, .hot, .plugin, .tool:
        module.isProduct ? .library(name: module.name, targets: [module.name]) : nil
    case .executable:
        .executable(name: module.name, targets: [module.name])
    case .system, .c, .test, .testSupport, .testProgram:
        nil
    }
}

/// What the modules need, and the DocC plugin for those who make documentation:
/// `DDBKIT_DOCC=1 swift package generate-documentation --target DDBParquet`.
func dependencies() -> [Package.Dependency] {
    var seen: Set<String> = []
    var needed: [Package.Dependency] = externals.filter { external in
        modules.contains { $0.imports.contains(external.module) }
            && seen.insert(external.package).inserted
    }.map { .package(url: $0.url, from: $0.version) }
    if Context.environment["DDBKIT_DOCC"] != nil {
        needed.append(
            .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
    }
    return needed
}

let package = Package(
    name: "ddbkit",
    products: modules.compactMap(product),
    dependencies: dependencies(),
    targets: modules.map(target),
    swiftLanguageModes: [.v6]
)
