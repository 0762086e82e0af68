// swift-tools-version: 6.2
import PackageDescription

// In a package of your own, name ddbkit by its URL and a version instead of a path.
let package = Package(
    name: "ParquetExample",
    dependencies: [.package(name: "ddbkit", path: "../../..")],
    targets: [
        .executableTarget(
            name: "ParquetExample",
            dependencies: [.product(name: "DDBParquet", package: "ddbkit")])
    ],
    swiftLanguageModes: [.v6]
)
