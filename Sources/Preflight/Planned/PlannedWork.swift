public import Kubernetes
import Synchronization

/// What is about to be done, for checks that judge what will be rather than what is.
///
/// Each is asked at most once a run, with the client that the facts are gathered with, and writes nothing: what it puts to
/// the server are reads, reviews and dry runs. What it throws is why its fact is not known.
public struct PlannedWork: Sendable {
    public typealias Rendering = @Sendable (KubernetesClient) async throws -> [RenderedPart]
    public typealias AccessGathering = @Sendable (KubernetesClient, [RenderedPart]) async throws -> AccessFact
    public typealias AdmissionGathering = @Sendable (KubernetesClient, [RenderedPart]) async throws -> [AdmissionFact]

    /// Decides about the operators; nil where nobody does.
    public var operators: OperatorGathering?
    /// Renders everything; nil where nothing is planned.
    public var rendered: Rendering?
    /// Asks for the rights that carrying it out takes.
    public var access: AccessGathering?
    /// Puts the objects to the server.
    public var admission: AdmissionGathering?
    /// What whoever planned it has read of the cluster, which is not read again; nil where nobody has.
    public var reading: ClusterReading?

    let memory = PlannedMemory()

    public init(
        operators: OperatorGathering? = nil, rendered: Rendering? = nil, access: AccessGathering? = nil,
        admission: AdmissionGathering? = nil, reading: ClusterReading? = nil
    ) {
        self.operators = operators
        self.rendered = rendered
        self.access = access
        self.admission = admission
        self.reading = reading
    }
}

/// What was rendered in full, of which the fact holds a summary without secrets.
final class PlannedMemory: Sendable {
    private struct State: Sendable {
        var parts: [RenderedPart] = []
        var roles = ""
    }

    private let state = Mutex(State())

    var parts: [RenderedPart] { state.withLock { $0.parts } }
    var roles: String { state.withLock { $0.roles } }

    func keep(_ parts: [RenderedPart]) { state.withLock { $0.parts = parts } }
    func keep(roles: String) { state.withLock { $0.roles = roles } }
}
