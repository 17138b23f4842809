import Deployments
import FoundationEssentials
import HTTP
import Kubernetes
import Providers
import Readiness
import Releases
import Repositories
import TestParts
import TestSupport
import Value

/// Plays the cases of one file of a provider on a real API server, as the provider's operator would write them, and reads
/// them as every command does.
struct PlayedOperator: Sendable {
    enum Outcome: Sendable {
        case holds
        case fails([String])
        /// The server cannot hold it, for this reason.
        case impossible(String)
    }

    /// Something that the server refuses, or does not keep.
    private struct Refusal: Error {
        let words: String
    }

    private let client: KubernetesClient
    private let engine: DeploymentEngine
    private let provider: Provider
    private var definitions: [String: PlayedDefinition] = [:]

    private static let finalizer = "proof.test/held"

    init(_ cluster: ControlPlane, _ provider: Provider) throws {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin"))
        client = KubernetesClient(configuration: configuration, transport: CurlTransport(environment: [:]))
        engine = DeploymentEngine(
            client: client,
            driver: ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts())),
            registry: ProviderRegistry([provider]))
        self.provider = provider
    }

    // MARK: - Types

    /// Has the server serve what the cases are of, in their version alone.
    mutating func bringTypes(of test: ProviderCase) async throws {
        let contract = provider.definition.readiness
        let own = (test.object["apiVersion"]?.string ?? "", test.object["kind"]?.string ?? "")
        for (apiVersion, kind) in [own] + contract.related.map({ ($0.apiVersion, $0.kind) }) {
            guard definitions[kind] == nil,
                let definition = try PlayedDefinition(apiVersion: apiVersion, kind: kind)
            else { continue }
            definitions[kind] = definition
            try await bring(definition)
            try await waitUntilServed(definition.plural, apiVersion)
        }
    }

    /// Cases of another provider may bring the same one at the same time, and the server notes what it makes of it.
    private func bring(_ definition: PlayedDefinition) async throws {
        while true {
            do {
                guard let old = try await client.getIfPresent(.customResourceDefinitions, definition.name) else {
                    _ = try await client.create(definition.definition)
                    return
                }
                let version = old["metadata"]?["resourceVersion"] ?? .null
                _ = try await client.replace(
                    definition.definition.merged(with: ["metadata": ["resourceVersion": version]]))
                return
            } catch let error as KubernetesError where [.conflict, .alreadyExists].contains(error.code) {
                continue
            }
        }
    }

    private func waitUntilServed(_ plural: String, _ apiVersion: String) async throws {
        while true {
            do {
                let list = try await client.rawValue("/apis/\(apiVersion)")["resources"]?.array ?? []
                if list.contains(where: { $0["name"]?.string == plural }) {
                    // Discovery may know of it before its objects can be asked for.
                    _ = try await client.rawValue("/apis/\(apiVersion)/\(plural)?limit=1")
                    return
                }
            } catch let error as KubernetesError where [.notFound, .resourceTypeNotFound].contains(error.code) {
                // Not yet.
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    // MARK: - A case

    /// - Parameter namespace: of its own.
    func play(_ test: ProviderCase, in namespace: String) async throws -> Outcome {
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
        let context = ContractContext(in: test.object)
        let object = ContractContext.removed(from: test.object)
        let name = object["metadata"]?["name"]?.string ?? ""
        var outside: [(type: ResourceType, name: String)] = []
        let outcome: Outcome
        do {
            let live = try await put(object, in: namespace)
            for other in provider.definition.readiness.related {
                guard let part = context.related[other.name] else { continue }
                if let place = try await put(part, as: other, for: object, in: namespace) { outside.append(place) }
            }
            for (number, event) in context.events.enumerated() {
                try await tell(event, number, of: live, in: namespace)
            }
            if let selector = test.expected.pods { try await addPods(selector, in: namespace) }
            let status = try await engine.show(name, namespace: namespace)
            let problems = problems(of: status, test, namespace)
            outcome = problems.isEmpty ? .holds : .fails(problems)
        } catch let refusal as Refusal {
            outcome = .impossible(refusal.words)
        } catch let error as DeploymentError where error.code == .notFound {
            outcome = .impossible("its labels are not those by which \(provider.name)'s deployments are found")
        }
        // What is in no namespace would be there for the next case.
        for (type, name) in outside { _ = try await client.deleteIfPresent(type, name) }
        return outcome
    }

    private func problems(of status: DeploymentStatus, _ test: ProviderCase, _ namespace: String) -> [String] {
        let expected = test.expected
        var problems: [String] = []
        func compare(_ what: String, _ found: String?, _ wanted: String?) {
            guard found != wanted else { return }
            problems.append("\(what) is \(found ?? "missing"), not \(wanted ?? "missing")")
        }
        compare("phase", status.phase.rawValue, expected.phase.rawValue)
        if let message = expected.message { compare("message", status.message, message) }
        compare("patience", status.patience.map { "\($0)" }, expected.patience.map { "\($0)" })
        if expected.checksReplicas {
            compare("desired", status.desired.map { "\($0)" }, expected.desired.map { "\($0)" })
            compare("ready", status.ready.map { "\($0)" }, expected.ready.map { "\($0)" })
        }
        if let endpoint = expected.endpoint {
            let own = test.object["metadata"]?["namespace"]?.string ?? ""
            compare("endpoint", status.endpoint?.url, endpoint.replacing(".\(own).svc", with: ".\(namespace).svc"))
        }
        if expected.pods != nil { compare("pods", status.pods.map(\.name).joined(separator: ","), "own") }
        return problems
    }

    // MARK: - Objects

    /// - Returns: the place of one that belongs to no namespace.
    private func put(
        _ part: Value, as other: ReadinessContract.Related, for object: Value, in namespace: String
    ) async throws -> (type: ResourceType, name: String)? {
        guard let place = try provider.definition.readiness.place(of: other, for: object) else { return nil }
        let whole = part.merged(with: [
            "apiVersion": .string(other.apiVersion), "kind": .string(other.kind),
            "metadata": ["name": .string(place.name)],
        ])
        _ = try await put(whole, in: namespace)
        let type = try await client.resourceType(apiVersion: other.apiVersion, kind: other.kind)
        return type.isNamespaced ? nil : (type, place.name)
    }

    /// Creates the object, brings it to its generation, writes its status, and deletes it where it is being deleted.
    private func put(_ object: Value, in namespace: String) async throws -> Value {
        let kind = object["kind"]?.string ?? ""
        let type = try await client.resourceType(apiVersion: object["apiVersion"]?.string ?? "", kind: kind)
        let place = type.isNamespaced ? namespace : nil
        let name = object["metadata"]?["name"]?.string ?? ""
        let status = object["status"]
        var sent = Self.completed(object).object ?? [:]
        var metadata = object["metadata"]?.object ?? [:]
        let generation = max(1, metadata["generation"]?.integer ?? 1)
        let isGoing = metadata["deletionTimestamp"] != nil
        for key in ["generation", "deletionTimestamp"] { metadata[key] = nil }
        metadata["namespace"] = place.map(Value.string)
        if isGoing { metadata["finalizers"] = [.string(Self.finalizer)] }
        sent["metadata"] = .object(metadata)
        sent["status"] = nil
        do {
            var live = try await client.create(
                .object(sent).mergePatched(Self.change(sent, stepsLeft: generation - 1)), as: type, namespace: place)
            for left in stride(from: generation - 2, through: 0, by: -1) {
                live = try await client.patch(
                    type, name, namespace: place, with: .merge(Self.change(sent, stepsLeft: left)))
            }
            sent["metadata"] = nil
            try Self.expectKept(.object(sent), live, "")
            if let status {
                let whole = definitions[kind]?.completed(status) ?? status
                live = try await client.patch(
                    type, name, namespace: place, with: .merge(["status": whole]),
                    options: WriteOptions(subresource: "status"))
                try Self.expectKept(whole, live["status"], "status")
            }
            if isGoing { _ = try await client.delete(type, name, namespace: place) }
            return live
        } catch let error as KubernetesError where [.invalid, .badRequest].contains(error.code) {
            throw Refusal(words: error.message)
        }
    }

    /// What Kubernetes demands of a workload besides what a case gives.
    private static func completed(_ object: Value) -> Value {
        guard let kind = object["kind"]?.string, ["Deployment", "StatefulSet"].contains(kind) else { return object }
        let label: Value = ["played": "true"]
        var whole = object.merged(with: [
            "spec": ["selector": ["matchLabels": label], "template": ["metadata": ["labels": label]]]
        ])
        if whole["spec"]?["template"]?["spec"]?["containers"]?.array?.isEmpty ?? true {
            whole = whole.merged(with: [
                "spec": ["template": ["spec": ["containers": [["name": "main", "image": "none"]]]]]
            ])
        }
        return kind == "StatefulSet" ? whole.merged(with: ["spec": ["serviceName": "none"]]) : whole
    }

    /// Makes of the object what it is `stepsLeft` changes, a generation each, before it is as it should be.
    private static func change(_ object: Object, stepsLeft: Int64) -> Value {
        switch object["kind"]?.string {
        case "Deployment": return ["spec": ["minReadySeconds": stepsLeft > 0 ? .integer(stepsLeft) : .null]]
        case "StatefulSet":
            return ["spec": ["replicas": .integer((object["spec"]?["replicas"]?.integer ?? 1) + stepsLeft)]]
        default:
            let content = object.first { !["apiVersion", "kind", "metadata", "status"].contains($0.key) }
            let (key, value) = (content?.key ?? "spec", content?.value)
            guard stepsLeft % 2 == 0 else { return .object([key: value == nil ? [:] : .null]) }
            return .object([key: value ?? .null])
        }
    }

    /// - Throws: `Refusal` naming what the server has dropped or changed.
    private static func expectKept(_ sent: Value, _ kept: Value?, _ path: String) throws(Refusal) {
        if let object = sent.object {
            for (key, child) in object {
                let isEmpty = child.isNull || child.object?.isEmpty == true || child.array?.isEmpty == true
                if isEmpty && kept?[key] == nil { continue }
                try expectKept(child, kept?[key], "\(path).\(key)")
            }
        } else if let array = sent.array {
            for (index, child) in array.enumerated() {
                try expectKept(child, kept?.array?.dropFirst(index).first, "\(path)[\(index)]")
            }
        } else if sent != kept, !(kept == nil && [.integer(0), .string(""), .bool(false)].contains(sent)) {
            throw Refusal(words: "it keeps \(kept?.json() ?? "nothing") of \(path), \(sent.json())")
        }
    }

    // MARK: - Around it

    private func tell(
        _ event: ContractContext.Event, _ number: Int, of object: Value, in namespace: String
    ) async throws {
        let time = Value.string(Date(timeIntervalSinceNow: -Double(event.age)).formatted(.iso8601))
        let metadata = object["metadata"]
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Event",
            "metadata": ["name": .string("event-\(number)"), "namespace": .string(namespace)],
            "type": "Warning", "reason": .string(event.reason), "message": .string(event.message),
            "count": .integer(event.count), "firstTimestamp": time, "lastTimestamp": time,
            "involvedObject": [
                "apiVersion": object["apiVersion"] ?? .null, "kind": object["kind"] ?? .null,
                "namespace": .string(namespace), "name": metadata?["name"] ?? .null, "uid": metadata?["uid"] ?? .null,
            ],
        ])
    }

    /// One that the selector finds, and one that belongs to another deployment.
    private func addPods(_ selector: String, in namespace: String) async throws {
        var labels: Object = [:]
        for term in selector.split(separator: ",") {
            let parts = term.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { labels[parts[0]] = .string(parts[1]) }
        }
        for (name, labels) in [("own", labels), ("other", ["played": "true"] as Object)] {
            _ = try await client.create([
                "apiVersion": "v1", "kind": "Pod",
                "metadata": [
                    "name": .string(name), "namespace": .string(namespace), "labels": .object(labels),
                ],
                "spec": ["containers": [["name": "main", "image": "none"]]],
            ])
        }
    }
}
