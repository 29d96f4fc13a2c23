// swift-tools-version: 6.2
import PackageDescription

// Targets stand in data-flow order: a plate's journey from the drop folder to the next batch, read
// downwards within each layer. An arrow may only point to a lower layer (docs/Modules.md).

let numerics: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

func app(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/App/\(name)")
}

func shell(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Shell/\(name)")
}

func core(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Core/\(name)")
}

func shim(_ name: String) -> Target {
    .target(name: name, path: "Sources/C/\(name)")
}

func system(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/C/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([debian])]
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], data: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        path: "Tests/\(name)Tests",
        exclude: data
    )
}

let package = Package(
    name: "pairwell",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "pairwell", targets: ["pairwell"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // App: wiring, arguments, exit codes, and the lab in a box.
        .executableTarget(
            name: "pairwell",
            dependencies: [
                "Agent", "AnnData", "CLinux", "Cluster", "Converter", "Cycle", "DropFolder", "Essentiality",
                "EssentialityReport", "Expression", "Figures", "Interpretation", "Lab", "Layouts",
                "LinearAlgebra", "Modifiers", "PlateFiles", "PlateTruth", "Posterior", "Profiles", "Readouts",
                "Relations", "Replay", "Rewards", "Screen", "Selection", "Settings", "Statistics", "Store",
                "Tables", "Threads",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/App/pairwell"
        ),
        .executableTarget(
            name: "pairwell-bench",
            dependencies: [
                "Agent", "Cycle", "Essentiality", "Expression", "Figures", "Lab", "Layouts", "LinearAlgebra",
                "Modifiers", "PlateFiles", "PlateTruth", "Posterior", "Profiles", "Readouts",
                "Regression", "Rewards", "Screen", "Selection", "Settings", "Statistics", "Store", "Tables",
                "Threads",
                logging,
                numerics,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks",
            exclude: ["Fuzz", "README.md", "essentiality.py", "tables.py"]
        ),
        .executableTarget(
            name: "pairwell-fuzz",
            dependencies: [
                "Agent", "AnnData", "CZlib", "CZstd", "Essentiality", "Expression", "LinearAlgebra",
                "PlateFiles", "Readouts", "Screen",
                "Settings", "Statistics", "Tables",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Fuzz"
        ),
        .executableTarget(name: "cluster-trial", dependencies: ["Cluster"], path: "Tests/Slurm/trial"),
        app(
            "Agent",
            [
                "API", "AnnData", "CLinux", "Converter", "Cycle", "DropFolder", "Essentiality", "Expression",
                "Figures",
                "Layouts",
                "LinearAlgebra", "Notices", "PlateFiles", "PlateTruth",
                "Posterior", "Profiles", "Readouts", "Relations", "Rewards", "Screen", "Selection",
                "Settings",
                "Statistics",
                "Store", "Tables", "Telemetry", "Threads", logging, metrics, lifecycle, signals,
            ]
        ),
        app("Lab", ["Layouts", "Rewards", "Screen", "Statistics", "Tables", numerics]),

        // Shell: files, sockets, clock, database. One effect each; none imports another.
        shell(
            "Settings",
            [
                "Cycle", "Layouts", "Posterior", "Profiles", "Relations", "Screen", "Selection", "Statistics",
                "Tables", "Yams",
            ]
        ),
        shell("Telemetry", [logging, metrics]),
        shell("DropFolder", ["CLinux", "Screen", crypto]),
        shell("Converter", ["CLinux", "Screen", "Threads"]),
        shell("Store", ["Cycle", "Screen", .product(name: "GRDB", package: "GRDB.swift")]),
        shell("PlateFiles", ["CLinux", "Layouts", "Screen", "Worklists", crypto]),
        shell("Notices", ["CCurl", "CCurlShim", "Cycle", "Screen", "Threads", crypto, logging, lifecycle]),
        shell(
            "API",
            [
                "Cycle", "Screen", crypto, logging, metrics, lifecycle,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]
        ),

        shell("Cluster", ["Threads"]),

        // Below every other shell module, and importable by all of them.
        shell("Threads", []),

        // Core: rules as functions on values. No file, clock, socket, environment or logger.
        core("Parquet", ["CDeflate", "CSnappy", "CZstd", "Screen"]),
        core("AnnData", ["CHDF5", "Screen"]),
        core("Tables", ["CDeflate", "CZlib", "CZstd", "Parquet", "Screen", numerics]),
        core("Readouts", ["Screen", "Tables"]),
        core("Profiles", ["LinearAlgebra", "Screen", "Statistics", numerics]),
        core("PlateTruth", ["LinearAlgebra", "Screen", "Statistics", numerics]),
        core("Rewards", ["Profiles", "Screen", "Statistics", numerics]),
        core("Relations", ["Rewards", "Screen", "Statistics", "Tables", numerics]),
        core("Figures", ["Screen", numerics]),
        core("Posterior", ["CAscent", "LinearAlgebra", "Screen", "Statistics", numerics]),
        core("Selection", ["LinearAlgebra", "Posterior", "Screen", "Statistics", numerics]),
        core(
            "Replay",
            [
                "Figures", "LinearAlgebra", "Posterior", "Screen", "Selection", "Statistics", "Tables",
                numerics,
            ]
        ),
        core("Layouts", ["Screen", "Statistics"]),
        core("Worklists", ["Layouts", "Screen"]),
        core("Cycle", ["Screen"]),
        core("Expression", ["LinearAlgebra", "Screen", "Statistics", "Tables", numerics]),
        core("Modifiers", ["CScores", "LinearAlgebra", "Statistics"]),
        core("Regression", ["CXGBoost", "LinearAlgebra", "Statistics", numerics]),
        core(
            "Essentiality",
            ["Expression", "LinearAlgebra", "Modifiers", "Regression", "Screen", "Statistics", numerics]
        ),
        core(
            "EssentialityReport",
            [
                "Essentiality", "Expression", "Figures", "Interpretation", "LinearAlgebra", "Modifiers",
                "Regression", "Screen", "Statistics", numerics,
            ]
        ),
        core("Interpretation", ["Figures", "LinearAlgebra", "Screen", "Statistics", numerics]),
        core("Statistics", ["Screen", numerics]),
        core("LinearAlgebra", ["CLapack", "COpenBLAS", numerics]),
        core("Screen", []),

        // C: declarations and shims, nothing else.
        system("COpenBLAS", pkgConfig: "openblas", debian: "libopenblas-dev"),
        system("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        system("CDeflate", pkgConfig: "libdeflate", debian: "libdeflate-dev"),
        system("CHDF5", pkgConfig: "hdf5", debian: "libhdf5-dev"),
        system("CSnappy", pkgConfig: "snappy", debian: "libsnappy-dev"),
        system("CXGBoost", pkgConfig: "xgboost", debian: "libxgboost-dev"),
        system("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        system("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
        shim("CLapack"),
        shim("CAscent"),
        shim("CScores"),
        .target(name: "CCurlShim", dependencies: ["CCurl"], path: "Sources/C/CCurlShim"),
        shim("CLinux"),
    ]
)

// A test target a module, of the same name.
package.targets += [
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    tests("Screen"),
    tests("Statistics", ["Screen", numerics], data: ["Fixtures"]),
    tests("LinearAlgebra", ["Statistics"]),
    tests("Parquet", ["Screen", "Statistics"], data: ["Fixtures", "make_fixtures.py"]),
    tests("AnnData", ["Screen", "Statistics", "Tables"], data: ["Fixtures", "make_fixtures.py"]),
    tests("Tables", ["Screen", "Statistics"], data: ["Fixtures", "make_fixtures.py"]),
    tests("Readouts", ["Layouts", "Screen", "Statistics", "Tables", "Worklists"]),
    tests(
        "Profiles",
        ["LinearAlgebra", "Screen", "Statistics", numerics],
        data: ["Fixtures", "compare_normalisation.py"]
    ),
    tests("PlateTruth", ["LinearAlgebra", "Screen", "Statistics", numerics]),
    tests(
        "Relations",
        ["Profiles", "Rewards", "Screen", "Statistics", "Tables", numerics],
        data: ["Fixtures", "make_fixtures.py"]
    ),
    tests("Figures", ["Screen"], data: ["Golden"]),
    tests("Rewards", ["Profiles", "Screen", "Statistics", numerics], data: ["Fixtures"]),
    tests("Posterior", ["LinearAlgebra", "Screen", "Statistics", numerics], data: ["Fixtures"]),
    tests("Selection", ["LinearAlgebra", "Posterior", "Screen", "Statistics", numerics], data: ["Fixtures"]),
    tests(
        "Replay",
        ["Figures", "LinearAlgebra", "Posterior", "Screen", "Selection", "Statistics", "Tables"]
    ),
    tests("Layouts", ["Screen", "Statistics"], data: ["Golden"]),
    tests("Worklists", ["Layouts", "Screen"]),
    tests("Cycle", ["Screen"]),
    tests(
        "Essentiality",
        ["Expression", "LinearAlgebra", "Modifiers", "Regression", "Screen", "Statistics", "Tables"],
        data: ["Fixtures", "make_stack_fixtures.py"]
    ),
    tests(
        "EssentialityReport",
        [
            "Essentiality", "Expression", "Interpretation", "LinearAlgebra", "Modifiers", "Regression",
            "Screen",
            "Statistics",
        ]
    ),
    tests("Expression", ["LinearAlgebra", "Screen", "Statistics", "Tables", numerics], data: ["Fixtures"]),
    tests("Modifiers", ["LinearAlgebra", "Statistics"], data: ["Fixtures"]),
    tests(
        "Regression",
        ["LinearAlgebra", "Statistics", numerics],
        data: ["Fixtures", "make_tree_reference.py"]
    ),
    tests(
        "Interpretation",
        ["Figures", "LinearAlgebra", "Screen", "Statistics", numerics],
        data: ["Fixtures", "Golden", "make_fixtures.py"]
    ),
    tests(
        "Settings",
        ["Cycle", "Layouts", "Posterior", "Profiles", "Relations", "Screen", "Selection", "Statistics"],
        data: ["Golden"]
    ),
    tests("Cluster", data: ["Fixtures"]),
    tests("Telemetry", [logging, metrics]),
    tests("DropFolder", ["Screen"]),
    tests(
        "Converter",
        ["AnnData", "Screen", "Statistics", "Tables", "pairwell"],
        data: ["Fixtures"]
    ),
    tests("Store", ["Cycle", "Screen"]),
    tests("PlateFiles", ["Layouts", "Screen"]),
    tests("Notices", ["Cycle", "Screen", crypto, logging]),
    tests(
        "API",
        [
            "Cycle", "Screen", logging, .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdTesting", package: "hummingbird"),
        ],
        data: ["Golden"]
    ),
    tests(
        "Lab",
        ["Layouts", "Profiles", "Readouts", "Rewards", "Screen", "Statistics", "Tables", numerics],
        data: ["Golden"]
    ),
    tests(
        "Agent",
        [
            "Converter", "Cycle", "Essentiality", "Expression", "Figures", "Lab", "Layouts", "LinearAlgebra",
            "Notices", "PlateFiles", "PlateTruth", "Profiles", "Relations", "Rewards", "Screen", "Settings",
            "Statistics", "Store", "Worklists", logging,
        ]
    ),
]

// Standard settings of every Swift target.
for target in package.targets where [.executable, .regular, .test].contains(target.type) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}
