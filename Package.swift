// swift-tools-version: 6.2

import PackageDescription

// An arrow between targets may only point up this list: a target depends on targets above it, never below.
// The build passes `--explicit-target-dependency-import-check error`, so an import without a declared arrow fails.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// What hostile bytes reach: fuzzed, and instrumented for it.
let fuzzed = [
    "Value", "YAML", "RegularExpressions", "Versions", "Archive", "Expressions", "GoTemplate", "Charts", "Repositories",
]

let package = Package(
    name: "groundcrew",
    products: [
        .executable(name: "groundcrew", targets: ["groundcrew"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // System libraries.
        // Two are loaded when they are first needed, so that nothing of them is linked: see their shim.h.
        .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
        .target(name: "CProcess"),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // Values and text: no network, no cluster.
        .target(name: "Formats"),
        .target(name: "Value"),
        .target(name: "Schemas", dependencies: ["Value"]),
        .target(name: "YAML", dependencies: ["CYAML", "Formats", "Value"]),
        .target(name: "RegularExpressions"),
        .target(name: "Versions"),
        .target(name: "Archive", dependencies: ["CArchive"]),
        .target(name: "Expressions", dependencies: ["Formats", "Value", "RegularExpressions", "Versions"]),
        .target(name: "GoTemplate", dependencies: ["Formats", "Value"]),
        .target(name: "Files"),

        // The network and programs.
        .target(
            name: "Processes",
            dependencies: [
                "CProcess",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(name: "HTTP", dependencies: ["CCurl", "Formats", .product(name: "Logging", package: "swift-log")]),

        // Helm's and Kubernetes' worlds.
        .target(
            name: "Charts",
            dependencies: [
                "Formats", "Value", "YAML", "Archive", "GoTemplate", "RegularExpressions", "Versions",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]),
        .target(
            name: "Kubernetes",
            dependencies: [
                "Formats", "Value", "YAML", "Files", "HTTP",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(name: "Readiness", dependencies: ["Value", "Schemas", "Expressions"]),
        .target(
            name: "Repositories",
            dependencies: [
                "Formats", "Value", "YAML", "Files", "Charts", "HTTP", "Versions", "Processes",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),

        // What groundcrew does.
        .target(name: "Events", dependencies: ["RegularExpressions", "Value"]),
        .target(name: "Waiting", dependencies: ["Formats", "Value", "HTTP", "Kubernetes", "Readiness", "Events"]),
        .target(name: "BuiltIn", plugins: ["EmbedFiles"]),
        .target(
            name: "Releases",
            dependencies: [
                "Formats", "Value", "YAML", "Archive", "Files", "Charts", "HTTP", "Kubernetes", "Readiness",
                "RegularExpressions", "Repositories", "Events", "Processes", "Versions", "Waiting",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Preflight",
            dependencies: [
                "Formats", "Value", "YAML", "HTTP", "Expressions", "Kubernetes", "Versions", "Events", "BuiltIn",
                "Processes", "Readiness", "Schemas",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "Models", dependencies: ["Value", "Schemas", "YAML"], resources: [.embedInCode("catalog.yaml")]),
        .target(name: "Exposure", dependencies: ["Formats", "Value", "Readiness", "Waiting"]),
        .target(
            name: "Providers",
            dependencies: [
                "Value", "Schemas", "YAML", "Charts", "Expressions", "Readiness", "Versions", "Models", "BuiltIn",
                "Exposure", "Formats",
            ]),
        .target(name: "Settings", dependencies: ["Value", "Charts", "Kubernetes", "Models", "Providers"]),
        .target(
            name: "Operators",
            dependencies: [
                "Charts", "Formats", "Value", "YAML", "Kubernetes", "Versions", "Repositories", "Events", "Waiting",
                "Releases", "Providers",
            ]),
        .target(
            name: "Deployments",
            dependencies: [
                "Charts", "Formats",
                "Value", "YAML", "HTTP", "Kubernetes", "Readiness", "Releases", "Providers", "Models", "Events",
                "Waiting", "Operators", "Exposure", "Preflight",
            ]
        ),
        .target(
            name: "Bootstrap",
            dependencies: [
                "Charts", "Expressions", "Formats", "Readiness", "Versions", "Value", "YAML", "Kubernetes", "Preflight",
                "Releases", "Providers", "Operators", "Models", "Deployments", "Events", "Schemas", "Settings",
                "Exposure", "Repositories",
            ]),
        .target(name: "Reports", dependencies: ["Formats", "Value", "YAML", "Preflight", "Events"]),
        .target(
            name: "Sandbox",
            dependencies: [
                "Formats", "Value", "Schemas", "YAML", "HTTP", "Expressions", "RegularExpressions", "Versions",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        // The command line.
        .target(
            name: "Commands",
            dependencies: [
                "Formats", "Value", "YAML", "Files", "HTTP", "Expressions", "GoTemplate", "Charts", "Kubernetes",
                "Readiness",
                "Repositories", "Events", "Releases", "Preflight", "Models", "Providers", "Operators", "Deployments",
                "Bootstrap",
                "Reports",
                "Sandbox", "BuiltIn", "Processes", "Schemas", "Settings", "Exposure", "Waiting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .executableTarget(name: "groundcrew", dependencies: ["Commands"]),

        // For tests alone: the real parts, what every cluster must do, and what tests of several targets share.
        .target(
            name: "TestParts",
            dependencies: [
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(name: "ClusterConformance", dependencies: ["Value", "Kubernetes"]),
        .target(name: "TestSupport", dependencies: ["Value", "GoTemplate", "Repositories", "Events"]),
        .target(
            name: "Proofs",
            dependencies: [
                "Charts", "Expressions", "Formats", "HTTP", "Kubernetes", "Providers", "TestParts", "Value", "YAML",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .executableTarget(
            name: "prove",
            dependencies: [
                "Proofs", "Providers", "TestParts", .product(name: "SystemPackage", package: "swift-system"),
            ]),

        // Charts and checks become part of the binary.
        .executableTarget(name: "embed-files", path: "Plugins/embed-files"),
        .plugin(
            name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"], path: "Plugins/EmbedFiles"),

        // Tests, in the order of what they test.
        .testTarget(name: "FormatsTests", dependencies: ["Formats"]),
        .testTarget(name: "ValueTests", dependencies: ["Value", "TestSupport"]),
        .testTarget(name: "SchemasTests", dependencies: ["Schemas", "Value"]),
        .testTarget(name: "YAMLTests", dependencies: ["YAML", "Value", "TestParts", "TestSupport"]),
        .testTarget(name: "RegularExpressionsTests", dependencies: ["RegularExpressions"]),
        .testTarget(name: "VersionsTests", dependencies: ["Versions"]),
        .testTarget(name: "ArchiveTests", dependencies: ["Archive", "CArchive", "TestParts"]),
        .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Value"]),
        .testTarget(name: "GoTemplateTests", dependencies: ["GoTemplate", "Value", "TestSupport"]),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestParts"]),
        .testTarget(
            name: "HTTPTests",
            dependencies: [
                "HTTP", "CCurl", "TestParts", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
        .testTarget(
            name: "ChartsTests",
            dependencies: [
                "Charts", "Archive", "GoTemplate", "Value", "YAML", "Versions", "TestParts", "TestSupport",
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "KubernetesTests",
            dependencies: ["Kubernetes", "HTTP", "Value", "YAML", "ClusterConformance", "TestParts", "TestSupport"]),
        .testTarget(name: "ReadinessTests", dependencies: ["Readiness", "Expressions", "Value", "YAML"]),
        .testTarget(
            name: "RepositoriesTests",
            dependencies: [
                "Formats", "Repositories", "Charts", "HTTP", "Processes", "Value", "YAML", "Versions", "TestParts",
                "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "WaitingTests",
            dependencies: [
                "Waiting", "Events", "HTTP", "Kubernetes", "Readiness", "Sandbox", "TestParts",
                "TestSupport", "Value",
            ]),
        .testTarget(name: "BuiltInTests", dependencies: ["BuiltIn"]),
        .testTarget(
            name: "ReleasesTests",
            dependencies: [
                "Formats", "Releases", "Archive", "Charts", "Events", "HTTP", "Kubernetes", "Processes", "Readiness",
                "Repositories", "Sandbox", "TestParts", "TestSupport", "Value", "Waiting", "YAML",
            ]),
        .testTarget(
            name: "PreflightTests",
            dependencies: [
                "Formats", "Preflight", "BuiltIn", "Events", "Expressions", "HTTP", "Kubernetes", "Processes",
                "Schemas", "Bootstrap", "Charts", "Operators", "Providers", "Releases", "Sandbox",
                "TestParts",
                "TestSupport",
                "Value",
                "Versions", "YAML",
            ]),
        .testTarget(name: "ModelsTests", dependencies: ["Models", "Value"]),
        .testTarget(
            name: "ProvidersTests",
            dependencies: [
                "Providers", "Charts", "Expressions", "Formats", "Models", "Readiness", "TestParts", "Value",
                "Versions", "Exposure", "YAML",
            ]),
        .testTarget(
            name: "ExposureTests", dependencies: ["Exposure", "Readiness", "Value", "Waiting", "YAML"]),
        .testTarget(
            name: "SettingsTests",
            dependencies: ["Settings", "HTTP", "Kubernetes", "Models", "Providers", "Sandbox", "TestSupport", "Value"]),
        .testTarget(
            name: "OperatorsTests",
            dependencies: [
                "Operators", "Charts", "Events", "Formats", "HTTP", "Kubernetes", "Providers", "Releases",
                "Repositories", "Sandbox",
                "TestParts", "TestSupport", "Value", "Versions", "YAML",
            ]),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Reports", "Events", "Preflight", "Schemas", "TestParts", "Value", "YAML"],
            exclude: ["Golden"]),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "Sandbox", "ClusterConformance", "Kubernetes", "HTTP", "Value", "YAML", "TestParts",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(name: "EventsTests", dependencies: ["Events", "Value"]),
        .testTarget(
            name: "DeploymentsTests",
            dependencies: [
                "Formats", "Deployments", "Charts", "Events", "HTTP", "Kubernetes", "Models", "Providers", "Readiness",
                "Exposure", "Releases",
                "Repositories", "Sandbox", "Value", "Waiting", "YAML", "TestSupport",
            ]),
        .testTarget(
            name: "BootstrapTests",
            dependencies: [
                "Bootstrap", "Charts", "Deployments", "Events", "HTTP", "Kubernetes", "Models", "Operators",
                "Exposure", "Preflight",
                "Processes",
                "Providers", "Readiness", "Releases", "Repositories", "Sandbox", "Settings", "Value", "YAML",
                "TestSupport",
            ]),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Models", "Preflight", "Schemas", "Settings",
                "Archive", "Charts", "Deployments", "Events", "Files", "Repositories",
                "Commands", "Bootstrap", "HTTP", "Kubernetes", "Processes",
                "Operators", "Providers", "Releases", "Sandbox", "TestParts", "Value", "YAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "AcceptanceTests",
            dependencies: [
                "Deployments", "HTTP", "Kubernetes", "Models", "Providers", "Readiness", "Releases", "Repositories",
                "TestParts", "TestSupport", "Value", "YAML",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(name: "TestPartsTests", dependencies: ["TestParts"]),
        .testTarget(
            name: "ProofsTests",
            dependencies: ["Expressions", "Charts", "Kubernetes", "Proofs", "Providers", "TestParts", "Value"]),
        .testTarget(
            name: "FuzzTests", dependencies: fuzzed.map { .init(stringLiteral: $0) },
            exclude: ["Corpus", "Dictionaries", "Runner"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}

// `make fuzz` sets this, and builds the fuzz targets into a program with libFuzzer instead of into tests. Ordinary builds
// know nothing of it.
if Context.environment["GROUNDCREW_FUZZ"] != nil {
    let sanitize = "-sanitize=fuzzer"
    package.targets.removeAll { $0.name == "FuzzTests" }
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: fuzzed.map { .init(stringLiteral: $0) }, path: "Tests/FuzzTests",
            exclude: ["Corpus", "Dictionaries", "CorpusTests.swift"],
            sources: ["Targets", "Runner"], swiftSettings: settings,
            // The linker of the default, gold, fails on what the sanitizer emits.
            linkerSettings: [.unsafeFlags([sanitize, "-use-ld=lld"])]))
    for target in package.targets where target.name == "fuzz" || fuzzed.contains(target.name) {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags([sanitize, "-enable-testing"])]
    }
}
