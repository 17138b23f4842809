import HTTP
import Kubernetes
import Value

/// What a container of a test has written.
public struct ContainerLog: Sendable, Hashable {
    public var pod: String
    public var container: String
    /// From its beginning, or its last lines where only those were asked for; what is beyond `TestLimits.logBytes` is left
    /// out, and said at its end.
    public var text: String
    /// Why there is no text.
    public var problem: String?
}

enum TestLimits {
    /// Bytes of one container's log.
    static let logBytes = 4 << 20
    /// Logs that are read at once.
    static let concurrentReads = 4
}

/// Reads the logs of what hooks have made.
struct HookLogs: Sendable {
    private let client: KubernetesClient

    init(client: KubernetesClient) { self.client = client.patient(for: .zero) }

    /// Of every container of the pods and Jobs among `objects`, init containers first, in the order of the objects.
    ///
    /// What cannot be read is said in place of the log.
    /// - Parameter lines: the last ones of each; nil means all.
    /// - Throws: `CancellationError` alone.
    func read(_ objects: [ReleaseObject], last lines: Int? = nil) async throws -> [ContainerLog] {
        var places: [ContainerLog] = []
        var namespaces: [String?] = []
        for object in objects {
            let found = try await containers(of: object)
            places += found
            namespaces += found.map { _ in object.namespace }
        }
        return try await concurrently(Array(zip(places, namespaces)), limit: TestLimits.concurrentReads) {
            place, namespace in
            place.problem == nil ? try await read(place, namespace, lines) : place
        }
    }

    private func containers(of object: ReleaseObject) async throws -> [ContainerLog] {
        guard let name = object.name else { return [] }
        do {
            let pods: [Value]
            switch (object.type.group, object.type.kind) {
            case ("", "Pod"): pods = [try await client.get(.pods, name, namespace: object.namespace)]
            case ("batch", "Job"):
                pods = try await client.listAll(
                    .pods, namespace: object.namespace, options: ListOptions(labelSelector: "job-name=\(name)")
                ).items
            default: return []
            }
            return pods.flatMap { pod in
                ["initContainers", "containers"].flatMap { pod["spec"]?[$0]?.array ?? [] }.map {
                    ContainerLog(
                        pod: pod["metadata"]?["name"]?.string ?? "", container: $0["name"]?.string ?? "", text: "")
                }
            }
        } catch let error as KubernetesError {
            return [ContainerLog(pod: name, container: "", text: "", problem: "its pods cannot be read: \(error)")]
        }
    }

    private func read(_ place: ContainerLog, _ namespace: String?, _ lines: Int?) async throws -> ContainerLog {
        var log = place
        do {
            let options = LogOptions(
                container: place.container, tailLines: lines, limitBytes: TestLimits.logBytes)
            let body = try await client.logs(pod: place.pod, namespace: namespace, options: options)
            let bytes = try await body.collect(upTo: TestLimits.logBytes)
            log.text = String(decoding: bytes, as: UTF8.self)
            if bytes.count == TestLimits.logBytes { log.text += "\n(cut after \(bytes.count) bytes)\n" }
        } catch let error as CancellationError {
            throw error
        } catch {
            log.problem = "its log cannot be read: \(error)"
        }
        return log
    }
}
