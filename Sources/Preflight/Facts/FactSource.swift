import HTTP
import Kubernetes
import Processes

/// How one fact comes about.
public struct FactSource: Sendable {
    public let name: FactName
    /// What it holds, in one line, for the documentation.
    public let summary: String
    /// Whether nothing can be learnt while the API server does not answer; then nobody asks.
    public let isOfCluster: Bool
    /// Whether it is first seen if the API server answers, though there is something to learn either way.
    public let awaitsCluster: Bool
    /// Facts that are gathered before, and handed on whatever became of them; lists of objects where somebody asks for them.
    public let needs: [FactName]
    /// Lists of objects that it asks for itself; they are among its `needs`.
    public let objects: [ObjectsWish]
    /// Whether there is anything to learn for what is wanted; otherwise the fact is absent, and nobody waits for it.
    let isWanted: @Sendable (Subject) -> Bool
    private let gather: @Sendable (FactContext) async throws -> Fact

    /// - Parameters:
    ///   - summary: lower case and without a full stop.
    ///   - gather: throws `UnknownReason` for what cannot be known; errors of the cluster, of the network and of programs
    ///     become reasons, and so does, by its words, any other but `CancellationError`.
    public init(
        _ name: FactName, _ summary: String, isOfCluster: Bool = true, awaitsCluster: Bool = false,
        needs: [FactName] = [], objects: [ObjectsWish] = [],
        isWanted: @escaping @Sendable (Subject) -> Bool = { _ in true },
        gather: @escaping @Sendable (FactContext) async throws -> Fact
    ) {
        self.name = name
        self.summary = summary
        self.isOfCluster = isOfCluster
        self.awaitsCluster = awaitsCluster
        self.needs = needs + objects.map(\.fact)
        self.objects = objects
        self.isWanted = isWanted
        self.gather = gather
    }

    /// - Throws: `CancellationError` only.
    func fact(_ context: FactContext) async throws -> Fact {
        do {
            return try await gather(context)
        } catch let reason as UnknownReason {
            return .unknown(reason)
        } catch let error as KubernetesError {
            return .unknown(UnknownReason(error))
        } catch let error as HTTPError {
            return .unknown(UnknownReason(error))
        } catch let error as ProcessError {
            return .unknown(UnknownReason(error))
        } catch let error as CancellationError {
            throw error
        } catch {
            return .unknown(UnknownReason(.failed, "\(error)"))
        }
    }
}
