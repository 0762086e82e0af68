// swift-tools-version: 6.2
import PackageDescription

// Measures what the README claims. Every target prints JSON lines, one a result.

/// The name of each benchmark and the modules of ddbkit that it measures.
let benchmarks: [(name: String, imports: [String])] = [
    ("DecodeBenchmark", ["DDBAttributes"]),
    ("CompressionBenchmark", ["DDBCompression"]),
    ("ParquetBenchmark", ["DDBParquet"]),
    ("DeltaLogBenchmark", ["DDBBase", "DDBDeltaLog", "DDBTestKit"]),
    ("KeyIndexBenchmark", ["DDBStore"]),
    (
        "ChangesBenchmark",
        ["DDBAttributes", "DDBBase", "DDBDeltaLog", "DDBSchema", "DDBStorage", "DDBStore"]
    ),
    (
        "CompactionBenchmark",
        ["DDBAttributes", "DDBBase", "DDBSchema", "DDBStorage", "DDBStore"]
    ),
    ("SQLBenchmark", ["DDBAttributes", "DDBBase", "DDBQuery", "DDBStorage", "DDBStore"]),
    ("ShardsBenchmark", ["DDBBase", "DDBShards"]),
    ("DeliveryBenchmark", ["DDBBase", "DDBDelivery"]),
    ("SinkBenchmark", ["DDBAttributes", "DDBBase", "DDBDynamoDB"]),
    ("LocalBenchmark", ["DDBBase", "DDBHTTP", "DDBLocal", "DDBSigV4"]),
    ("SigningBenchmark", ["DDBBase", "DDBHTTP", "DDBSigV4"]),
    ("TransportBenchmark", ["DDBBase", "DDBHTTP", "DDBHTTPCurl"]),
    ("LocalStreamsBenchmark", ["DDBHTTP", "DDBHTTPCurl", "DDBLocal"]),
    (
        "FilesBenchmark",
        ["DDBBundledPlugins", "DDBConfiguration", "DDBParquet", "DDBPipeline"]
    ),
    (
        "PipelineBenchmark",
        ["DDBAttributes", "DDBBundledPlugins", "DDBConfiguration", "DDBPipeline"]
    ),
]

let package = Package(
    name: "ddbkit-benchmarks",
    dependencies: [.package(name: "ddbkit", path: "../..")],
    targets: benchmarks.map { benchmark in
        .executableTarget(
            name: benchmark.name,
            dependencies: benchmark.imports.map { .product(name: $0, package: "ddbkit") },
            path: "Sources/\(benchmark.name)")
    } + [
        // libcurl without us, in C.
        .executableTarget(
            name: "TransportPeer", path: "Sources/TransportPeer",
            linkerSettings: [.linkedLibrary("curl")]),
        // A table that takes every write and keeps none, in C.
        .executableTarget(name: "NullTable", path: "Sources/NullTable"),
    ],
    swiftLanguageModes: [.v6]
)
