import Charts
import FoundationEssentials
import Kubernetes
public import Providers
import TestParts
import Value
import YAML

/// Shows a real API server what every provider's chart writes, with strict validation, and compares it with what the real
/// Helm writes.
public struct StrictProof: Sendable {
    public var tool: Tool
    public var registry: ProviderRegistry
    /// The folder of CRDs, a file each; they are read and never copied.
    public var crds: String
    public var say: @Sendable (String) -> Void

    /// `GROUNDCREW_CRDS`, else beside the project.
    public static var usualCRDs: String {
        ProcessInfo.processInfo.environment["GROUNDCREW_CRDS"] ?? "\(TestParts.projectRoot)/../shared/crds"
    }

    public init(
        tool: Tool, registry: ProviderRegistry, crds: String = usualCRDs, say: @escaping @Sendable (String) -> Void
    ) {
        self.tool = tool
        self.registry = registry
        self.crds = crds
        self.say = say
    }

    /// - Parameter filter: by the combination's id.
    /// - Throws: `ProofError` where nothing can be tried, as without CRDs.
    public func run(filter: @escaping @Sendable (String) -> Bool = { _ in true }) async throws -> StrictReport {
        guard FileManager.default.fileExists(atPath: crds) else {
            throw ProofError("there are no CRDs in \(crds): name their folder by GROUNDCREW_CRDS")
        }
        return try await ControlPlane.with { cluster in
            let server = StrictServerTalk(client: try Workplace.client(of: cluster), crds: crds)
            try await server.prepare()
            let known = try await server.strictness()
            let versions = try await server.apiVersions()
            for line in known.lines { say(line) }
            return try await TestParts.withTemporaryFolder { folder in
                let rows = try await self.rows(server, known, versions, folder, filter)
                return StrictReport(server: known, rows: rows)
            }
        }
    }

    /// What one provider came to.
    private struct Part: Sendable {
        var number: Int
        var rows: [StrictReport.Row]
    }

    private func rows(
        _ server: StrictServerTalk, _ known: StrictServer, _ versions: [String], _ folder: String,
        _ filter: @escaping @Sendable (String) -> Bool
    ) async throws -> [StrictReport.Row] {
        try await withThrowingTaskGroup(of: Part.self) { group in
            for (number, provider) in registry.providers.enumerated() {
                group.addTask {
                    let combinations = try StrictPlan(provider).combinations.filter { filter($0.id) }
                    var rows: [StrictReport.Row] = []
                    for (index, combination) in combinations.enumerated() {
                        let values = "\(folder)/\(provider.name)-\(index).json"
                        rows.append(
                            StrictReport.Row(
                                combination, try await outcome(of: combination, values, server, known, versions)))
                    }
                    say("\(provider.name): \(rows.count) combinations tried")
                    return Part(number: number, rows: rows)
                }
            }
            var parts: [Part] = []
            for try await part in group { parts.append(part) }
            return parts.sorted { $0.number < $1.number }.flatMap(\.rows)
        }
    }

    /// - Parameters:
    ///   - file: where the values go.
    ///   - versions: of the APIs that the server serves.
    private func outcome(
        of combination: StrictCombination, _ file: String, _ server: StrictServerTalk, _ known: StrictServer,
        _ versions: [String]
    ) async throws -> StrictOutcome {
        try Value.object(combination.values).json().write(toFile: file, atomically: true, encoding: .utf8)
        let release = StrictPlan.release
        let arguments =
            [
                "template", release.name, "\(TestParts.projectRoot)/charts/\(combination.provider)", "--namespace",
                release.namespace, "--kube-version", known.version, "--values", file,
            ] + versions.flatMap { ["--api-versions", $0] }
        let rendering = StrictRendering(
            ours: try await TestParts.run(tool.path, ["chart"] + arguments),
            helms: try await TestParts.run(.helm4, arguments))
        switch rendering {
        case .outcome(let outcome): return outcome
        case .same(let manifest):
            var refusals: [String] = []
            for document in try YAML.decodeAll(manifest, file: combination.id, rules: .helm)
            where !document.value.isNull {
                if let refusal = try await server.refusal(of: document.value) { refusals.append(refusal) }
            }
            return StrictOutcome(refusals: refusals, by: known)
        }
    }
}
