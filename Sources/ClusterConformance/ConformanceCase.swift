public import Kubernetes
import Value

/// One promise of a Kubernetes API server that groundcrew relies on.
///
/// The same cases run against a real API server and against the sandbox, which keeps the sandbox honest.
public struct ConformanceCase: Sendable, CustomStringConvertible {
    /// A sentence that says what holds.
    public let name: String
    /// What the cluster must have besides the API server itself.
    public let needs: Set<Need>
    let body: @Sendable (ConformanceContext) async throws -> Void

    public enum Need: Sendable, Hashable {
        /// Owned objects are collected and namespaces terminate.
        case controllers
        /// APIService objects route groups to services.
        case aggregation
        /// A second caller without any rights.
        case nobody
    }

    init(
        _ name: String, needs: Set<Need> = [], _ body: @escaping @Sendable (ConformanceContext) async throws -> Void
    ) {
        self.name = name
        self.needs = needs
        self.body = body
    }

    public var description: String { name }

    /// Runs the case in a namespace of its own, which is deleted afterwards, also when the case fails.
    ///
    /// - Parameters:
    ///   - nobody: a client of the same cluster whose caller has no rights; needed by cases with that need.
    ///   - unique: told apart from every other run on that cluster: lower-case letters and digits, at most 20.
    /// - Throws: `ConformanceFailure` that says what did not hold, or whatever the client threw.
    public func run(client: KubernetesClient, nobody: KubernetesClient? = nil, unique: String) async throws {
        let context = ConformanceContext(client: client, nobody: nobody, unique: unique)
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(context.namespace)],
        ])
        do {
            try await limited(context)
        } catch {
            _ = try await client.deleteIfPresent(.namespaces, context.namespace)
            throw error
        }
        _ = try await client.deleteIfPresent(.namespaces, context.namespace)
    }
}

extension ConformanceCase {
    /// Longer than any case takes; a watch that loses an event would wait for ever.
    private static let limit = Duration.seconds(120)

    private func limited(_ context: ConformanceContext) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body(context) }
            group.addTask {
                try await Task.sleep(for: Self.limit)
                throw ConformanceFailure(message: "not finished within \(Self.limit)", file: #fileID, line: #line)
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }
}

/// All cases, in the order of the files.
public enum ConformanceSuite {
    public static let cases: [ConformanceCase] =
        objectCases + patchCases + applyCases + listCases + watchCases + discoveryCases + accessCases + deletionCases
}

/// What a case has to work with.
struct ConformanceContext: Sendable {
    let client: KubernetesClient
    let nobody: KubernetesClient?
    let unique: String

    var namespace: String { "conformance-\(unique)" }
    /// An API group that no other run uses.
    var group: String { "c\(unique).groundcrew.dev" }
}
