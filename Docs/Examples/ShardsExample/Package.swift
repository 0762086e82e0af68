// swift-tools-version: 6.2
import PackageDescription

// A program that reads a stream by decisions of DDBShards. In your own package, name ddbkit by its
// address:
//     .package(url: "https://github.com/ddbkit/ddbkit", from: "0.1.0")
let package = Package(
    name: "ShardsExample",
    dependencies: [.package(name: "ddbkit", path: "../../..")],
    targets: [
        .executableTarget(
            name: "ShardsExample",
            dependencies: [
                .product(name: "DDBBase", package: "ddbkit"),
                .product(name: "DDBShards", package: "ddbkit"),
            ])
    ],
    swiftLanguageModes: [.v6])
