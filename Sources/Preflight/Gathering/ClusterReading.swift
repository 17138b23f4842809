public import Kubernetes
import Synchronization
public import Value

/// What one run has read of a cluster by now, for all parts of the run that want it: who plans, who decides about
/// operators, and the checks.
///
/// Whoever begins the run makes it and hands it along; it is not for a run that comes later. Questions that failed are
/// asked again by whoever comes next.
public final class ClusterReading: Sendable {
    private struct NodesQuestion: Sendable {
        var id: Int
        var labels: Set<String>
    }

    private struct State: Sendable {
        var version: String?
        var asked = 0
        /// Those that were answered, and those that are under way.
        var nodes: [NodesQuestion] = []
    }

    private let state = Mutex(State())
    private let memo = FactMemo()

    public init() {}

    // MARK: - Nodes

    /// All nodes: by one list, unless labels are wanted of which the one before does not tell.
    ///
    /// - Parameters:
    ///   - labels: that are wanted besides those that facts always keep.
    ///   - client: asks if nobody has.
    /// - Throws: `KubernetesError`; whoever waits for somebody else's list gets its failure.
    public func nodes(keeping labels: Set<String>, by client: KubernetesClient) async throws -> SeenNodes {
        let question = question(about: labels)
        do {
            return try await memo.once("nodes \(question.id)") {
                try await SeenNodes(keeping: question.labels, by: client)
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            state.withLock { $0.nodes.removeAll { $0.id == question.id } }
            throw error
        }
    }

    private func question(about labels: Set<String>) -> NodesQuestion {
        state.withLock { state in
            if let known = state.nodes.first(where: { SeenNodes.tells(of: labels, keeping: $0.labels) }) {
                return known
            }
            state.asked += 1
            let question = NodesQuestion(id: state.asked, labels: labels)
            state.nodes.append(question)
            return question
        }
    }

    /// The labels of nodes that values of charts ask for by the names that all charts have for it.
    public static func labels(namedIn values: [Object]) -> Set<String> {
        values.reduce(into: []) { labels, values in
            labels.formUnion((values["nodeSelector"]?.object ?? [:]).keys)
            labels.formUnion(Subject.NodeTerm.required(by: values["affinity"]).flatMap(\.labels))
        }
    }

    // MARK: - The server

    /// The server's version as it tells it, such as `v1.36.2`.
    ///
    /// - Parameter client: asks if nobody has.
    /// - Throws: `KubernetesError`.
    public func version(by client: KubernetesClient) async throws -> String {
        if let version = state.withLock({ $0.version }) { return version }
        let version = try await client.serverVersion().gitVersion
        keep(version: version)
        return version
    }

    func keep(version: String) { state.withLock { $0.version = version } }
}
