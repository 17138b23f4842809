import FoundationEssentials
import Providers
import Releases
import Repositories
import TestParts
import Testing

@testable import Operators

/// Relative paths of a definition start at the folder of its file, those of a user's word at the current one.
@Suite struct OperatorLocalPathTests: PlanningSuite {
    private static let digest = String(repeating: "ab", count: 32)

    /// A provider `dock` with the operator `crane`, and the shared operator `anchor`.
    private static func files(crane: String, anchor: String) -> [String: String] {
        [
            "dock/Chart.yaml": "apiVersion: v2\nname: dock\nversion: 0.1.0\n",
            "dock/provider.yaml": """
            apiVersion: groundcrew/v1
            kind: Provider
            name: dock
            capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
            readiness: {rules: [{when: "true", phase: Running}]}
            operators: [{name: crane, namespace: crane, version: 1.0.0, \(crane), needs: [anchor]}]

            """,
            "dock/crane/Chart.yaml": "apiVersion: v2\nname: crane\nversion: 1.2.0\n",
            "operators/anchor.yaml": """
            {apiVersion: groundcrew/v1, kind: Operator, name: anchor, namespace: anchor, version: 1.0.0, \(anchor)}

            """,
            "operators/anchor/Chart.yaml": "apiVersion: v2\nname: anchor\nversion: 2.0.0\n",
        ]
    }

    private func plans(
        crane: String = "chart: ./crane", anchor: String = "chart: anchor",
        _ overrides: [String: OperatorOverride] = [:],
        _ body: (_ folder: String, _ plans: [OperatorPlan]) throws -> Void
    ) async throws {
        try await TestParts.withTemporaryFolder { folder in
            for (path, text) in Self.files(crane: crane, anchor: anchor) {
                let parent = path.split(separator: "/").dropLast().joined(separator: "/")
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(parent)", withIntermediateDirectories: true)
                try text.write(toFile: "\(folder)/\(path)", atomically: false, encoding: .utf8)
            }
            let contents = try ProviderFolder.contents(of: folder)
            try #require(contents.broken.isEmpty, "\(contents.broken)")
            let registry = ProviderRegistry(contents.providers, sharing: contents.sharedOperators)
            let planning = OperatorPlanning(
                registry: registry, charts: PublishedCharts(), manifests: .none, currentFolder: "/elsewhere",
                timeout: .seconds(7))
            try body(folder, try planning.plans(for: contents.providers, overrides: overrides))
        }
    }

    @Test func chartsLieBesideTheFileThatNamesThem() async throws {
        try await plans { folder, plans in
            #expect(names(plans) == ["anchor", "crane"])
            #expect(plans.map(\.version) == ["2.0.0", "1.2.0"], "those of the charts")
            #expect(plans.map(\.chart) == ["\(folder)/operators/anchor", "\(folder)/dock/crane"])
            guard case .path(let path, _)? = source(of: plans[0]) else {
                Issue.record("not a path: \(plans[0].release.chart)")
                return
            }
            #expect(path == "\(folder)/operators/anchor")
        }
    }

    @Test func filesLieThereToo() async throws {
        func manifests(_ url: String) -> String { "manifests: [{url: '\(url)', sha256: \(Self.digest)}]" }
        try await plans(crane: manifests("./a.yaml"), anchor: manifests("../b.yaml")) { folder, plans in
            #expect(plans.map(\.chart) == ["\(folder)/operators/../b.yaml", "\(folder)/dock/a.yaml"])
        }
        try await plans(crane: manifests("/a.yaml"), anchor: manifests("https://example.com/b.yaml")) { _, plans in
            #expect(plans.map(\.chart) == ["https://example.com/b.yaml", "/a.yaml"])
        }
    }

    @Test func whatIsNoPathStaysWhatItIs() async throws {
        try await plans(crane: "chart: mine/crane", anchor: "chart: 'oci://charts.example.com/anchor'") { _, plans in
            #expect(plans.map(\.chart) == ["oci://charts.example.com/anchor", "mine/crane"])
            #expect(source(of: plans[1]) == .named(repository: "mine", chart: "crane", version: "1.0.0"))
        }
    }

    @Test(arguments: [
        ("chart: ./crain", "chart: anchor", "operators[0].chart is ./crain", "dock/crain", " of provider dock"),
        ("chart: ../crane", "chart: anchor", "operators[0].chart is ../crane", "dock/../crane", " of provider dock"),
        ("chart: ./crane", "chart: ./ancre", ": chart is ./ancre", "operators/ancre", ""),
    ])
    func aMissingChartIsNamedWithItsFile(
        crane: String, anchor: String, words: String, path: String, owner: String
    ) async throws {
        let error = try await #require(throws: ProviderError.self) {
            try await plans(crane: crane, anchor: anchor) { _, _ in }
        }
        #expect(error.code == .invalidDefinition)
        let place = owner.isEmpty ? "/operators/anchor.yaml:1:" : "/dock/provider.yaml:6:"
        #expect(error.message.contains(place), "\(error)")
        #expect(error.message.contains(words), "\(error)")
        let name = owner.isEmpty ? "anchor" : "crane"
        #expect(
            error.message.contains("/\(path) is not there, so that operator \(name)\(owner) cannot be installed"),
            "\(error)")
    }

    @Test func aUsersWordStartsWhereTheyAre() async throws {
        var override = OperatorOverride()
        override.chart = "./crane"
        let error = try await #require(throws: RepositoryError.self) {
            try await plans(["crane": override]) { _, _ in }
        }
        #expect("\(error)".contains("path \"./crane\" not found"), "\(error)")
        #expect("\(error)".contains("/elsewhere") || error.hint?.contains("/elsewhere") == true, "\(error)")
    }
}
