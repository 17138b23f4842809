import Events
import Formats
import HTTP
import Kubernetes
import Value
import YAML

/// Reads what a bundle is about, each thing once; what cannot be read is said in the bundle, and fails nothing.
struct DiagnosticsGatherer: Sendable {
    private let client: KubernetesClient
    private let deadline: Deadline

    /// - Parameter limit: for all of it; what is not read by then is left out.
    init(client: KubernetesClient, limit: Duration = DiagnosticsLimits.time) {
        self.client = client.patient(for: .zero)
        deadline = Deadline(limit, clock: client.options.clock)
    }

    /// What one read gave.
    private struct Look<Found: Sendable>: Sendable {
        var found: Found?
        var problem: String?
    }

    /// - Throws: `CancellationError` alone.
    func gather(_ subject: DiagnosticsSubject) async throws -> DiagnosticsBundle {
        var files = subject.notes.map { Self.file($0.path, TextRedaction.redacted($0.text)) }
        var unread = subject.unread
        let version = try await look("the server's version") { try await client.rawValue("/version") }
        let nodes = try await look("nodes") { try await client.listAll(.nodes).items }
        unread += [version.problem, nodes.problem].compactMap(\.self)
        if let version = version.found { files.append(Self.file("cluster/version.txt", YAML.encode(version))) }
        if let nodes = nodes.found {
            if nodes.count > DiagnosticsLimits.nodes {
                unread.append("nodes: \(nodes.count - DiagnosticsLimits.nodes) are left out")
            }
            files.append(Self.file("cluster/nodes.txt", BundleText.nodes(Array(nodes.prefix(DiagnosticsLimits.nodes)))))
        }
        let (live, hasSeenObjects) = try await objects(subject, &files, &unread)
        var hasSeen = hasSeenObjects || nodes.found != nil
        for namespace in subject.allNamespaces {
            let hasSeenMore = try await add(namespace, subject, live, &files, &unread)
            hasSeen = hasSeen || hasSeenMore
        }
        let finder = secrets(of: subject, live)
        return DiagnosticsBundle(
            title: subject.title, time: CivilTime.recordText(client.options.environment.now()),
            files: files.map { Self.hidden($0, finder) },
            unread: unread.map { finder.masked(TextRedaction.redacted($0), by: Redaction.mask) },
            hasSeenCluster: hasSeen)
    }

    /// What the Secrets among the objects hold, as they are and as they should be, and what the caller logs in with.
    private func secrets(of subject: DiagnosticsSubject, _ live: [Value]) -> WordFinder {
        var words = SecretWords(client.configuration)
        let objects = subject.objects.map(\.value) + live
        for object in objects { words.add(object) }
        var names = Set(subject.allNamespaces)
        for object in objects {
            for key in ["name", "namespace"] { names.insert(object["metadata"]?[key]?.string ?? "") }
        }
        return words.bundleFinder(besides: names)
    }

    private static func hidden(_ file: DiagnosticsBundle.File, _ finder: WordFinder) -> DiagnosticsBundle.File {
        guard let masked = finder.masked(file.bytes, by: Redaction.mask) else { return file }
        return DiagnosticsBundle.File(path: file.path, bytes: masked)
    }

    // MARK: - Objects

    /// - Returns: the objects as they are, or as they should be where they could not be read; and whether one was looked at.
    private func objects(
        _ subject: DiagnosticsSubject, _ files: inout [DiagnosticsBundle.File], _ unread: inout [String]
    ) async throws -> ([Value], Bool) {
        let wanted = subject.objects.filter { $0.name != nil }.prefix(DiagnosticsLimits.objects)
        if wanted.count < subject.objects.count {
            unread.append("\(subject.objects.count - wanted.count) objects without a name, or too many, are left out")
        }
        let looks = try await concurrently(Array(wanted), limit: DiagnosticsLimits.concurrency) { object in
            try await look(object.title) {
                try await client.getIfPresent(object.type, object.name ?? "", namespace: object.namespace)
            }
        }
        var live: [Value] = []
        for (object, look) in zip(wanted, looks) {
            if let problem = look.problem { unread.append(problem) }
            guard let found = look.found else { continue }
            guard let value = found else {
                unread.append("\(object.title): is not there")
                continue
            }
            live.append(value)
            files.append(Self.file(Self.path(of: object), YAML.encode(Redaction.object(Self.trimmed(value)))))
        }
        let unseen = zip(wanted, looks).filter { $0.1.found == nil }.map(\.0.value)
        return (live + unseen, unseen.count < looks.count)
    }

    private static func path(of object: ReleaseObject) -> String {
        let kind = object.type.group.isEmpty ? object.type.kind : "\(object.type.kind).\(object.type.group)"
        let name = (object.name ?? "").replacing("/", with: "_")
        return "objects/\(object.namespace ?? "cluster")/\(kind) \(name).yaml"
    }

    /// The schemas of CRDs are megabytes, and the chart has them.
    private static func trimmed(_ value: Value) -> Value {
        guard value["kind"] == "CustomResourceDefinition", var object = value.object,
            var spec = object["spec"]?.object, let versions = spec["versions"]?.array
        else { return value }
        spec["versions"] = .array(
            versions.map { version in
                var fields = version.object ?? [:]
                fields["schema"] = "(left out)"
                return .object(fields)
            })
        object["spec"] = .object(spec)
        return .object(object)
    }

    // MARK: - One namespace

    /// - Returns: whether anything of it could be looked at.
    private func add(
        _ namespace: String, _ subject: DiagnosticsSubject, _ live: [Value],
        _ files: inout [DiagnosticsBundle.File], _ unread: inout [String]
    ) async throws -> Bool {
        let isWhole = subject.wholeNamespaces.contains(namespace)
        let selection = PodSelection(
            live.filter { $0["metadata"]?["namespace"]?.string == namespace }, more: subject.selectors[namespace] ?? [])
        let allPods = try await look("pods of namespace \(namespace)") {
            try await client.listAll(.pods, namespace: namespace).items
        }
        let allEvents = try await look("events of namespace \(namespace)") {
            try await client.listAll(.events, namespace: namespace).items
        }
        unread += [allPods.problem, allEvents.problem].compactMap(\.self)

        let found = (allPods.found ?? []).filter { isWhole || selection.holds(pod: $0) }
        // Those that are not well come first.
        let pods = found.filter(LogPlace.isAmiss) + found.filter { !LogPlace.isAmiss($0) }
        if pods.count > DiagnosticsLimits.pods {
            unread.append("pods of namespace \(namespace): \(pods.count - DiagnosticsLimits.pods) are left out")
        }
        for pod in pods.prefix(DiagnosticsLimits.pods).map(Redaction.object) {
            let path = "pods/\(namespace)/\(pod["metadata"]?["name"]?.string ?? "")"
            files.append(Self.file("\(path).txt", BundleText.pod(pod)))
            files.append(Self.file("\(path).yaml", YAML.encode(pod)))
        }
        let names = Set(pods.compactMap { $0["metadata"]?["name"]?.string })
        let events = (allEvents.found ?? []).filter { isWhole || selection.concerns(event: $0, pods: names) }
        if !events.isEmpty {
            if events.count > DiagnosticsLimits.events {
                unread.append(
                    "events of namespace \(namespace): \(events.count - DiagnosticsLimits.events) are left out")
            }
            let text = BundleText.events(events.suffix(DiagnosticsLimits.events))
            files.append(Self.file("events/\(namespace).txt", TextRedaction.redacted(text)))
        }
        try await addLogs(of: pods, namespace, &files, &unread)
        return allPods.found != nil || allEvents.found != nil
    }

    private func addLogs(
        of pods: [Value], _ namespace: String, _ files: inout [DiagnosticsBundle.File], _ unread: inout [String]
    ) async throws {
        let places = LogPlace.all(pods)
        if places.count > DiagnosticsLimits.logs {
            unread.append("logs of namespace \(namespace): \(places.count - DiagnosticsLimits.logs) are left out")
        }
        let wanted = Array(places.prefix(DiagnosticsLimits.logs))
        let looks = try await concurrently(wanted, limit: DiagnosticsLimits.concurrency) { place in
            try await look(place.path) { try await log(place) }
        }
        for (place, look) in zip(wanted, looks) {
            if let problem = look.problem { unread.append(problem) }
            if let text = look.found { files.append(Self.file(place.path, TextRedaction.redacted(text))) }
        }
    }

    /// The end of the log.
    private func log(_ place: LogPlace) async throws -> String {
        let options = LogOptions(
            container: place.container, previous: place.isPrevious, tailLines: DiagnosticsLimits.logLines)
        var bytes: [UInt8] = []
        for try await chunk in try await client.logs(pod: place.pod, namespace: place.namespace, options: options) {
            bytes += chunk
            if bytes.count > 2 * DiagnosticsLimits.logBytes { bytes = Array(bytes.suffix(DiagnosticsLimits.logBytes)) }
        }
        return String(decoding: bytes.suffix(DiagnosticsLimits.logBytes), as: UTF8.self)
    }

    // MARK: - Reading

    private func look<Found: Sendable>(
        _ what: String, _ read: @escaping @Sendable () async throws -> Found
    ) async throws -> Look<Found> {
        guard !deadline.isOver else { return Look(problem: "\(what): left out, \(deadline.limit.limitText) were over") }
        do {
            return Look(found: try await withTimeout(deadline.left, clock: deadline.clock, read))
        } catch let error as CancellationError {
            throw error
        } catch {
            return Look(problem: "\(what): \(error)")
        }
    }

    private static func file(_ path: String, _ text: String) -> DiagnosticsBundle.File {
        DiagnosticsBundle.File(path: path, bytes: Array(text.utf8))
    }
}
