// swift-tools-version: 6.2
import PackageDescription

// A program that composes a pipeline in code. In your own package, name ddbkit by its address:
//     .package(url: "https://github.com/ddbkit/ddbkit", from: "0.1.0")
let package = Package(
    name: "PipelineExample",
    dependencies: [.package(name: "ddbkit", path: "../../..")],
    targets: [
        .executableTarget(
            name: "PipelineExample",
            dependencies: [
                .product(name: "DDBAttributes", package: "ddbkit"),
                .product(name: "DDBConfiguration", package: "ddbkit"),
                .product(name: "DDBLinesSink", package: "ddbkit"),
                .product(name: "DDBLinesSource", package: "ddbkit"),
                .product(name: "DDBPipeline", package: "ddbkit"),
            ])
    ],
    swiftLanguageModes: [.v6])
