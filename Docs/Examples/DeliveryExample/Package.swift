// swift-tools-version: 6.2
import PackageDescription

// In a package of your own, name ddbkit by its URL and a version instead of a path.
let package = Package(
    name: "DeliveryExample",
    dependencies: [.package(name: "ddbkit", path: "../../..")],
    targets: [
        .executableTarget(
            name: "DeliveryExample",
            dependencies: [
                .product(name: "DDBBase", package: "ddbkit"),
                .product(name: "DDBDelivery", package: "ddbkit"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
