import Value

/// The answer to a watch: what is there, if asked for, then changes as they come.
///
/// It is a value that makes a stream of lines; nothing runs until someone reads.
struct Watch: Sendable {
    let server: APIServer
    let target: Target
    let selection: Selection
    /// Nil starts with the objects that exist.
    let start: UInt64?
    let sendsBookmarks: Bool
    /// Ends the initial objects with a marked bookmark, as list-by-watch wants it.
    let marksInitialEnd: Bool
    let limit: Duration?
    let columns: [CustomType.Column]?
    let rendition: Rendition

    init(_ server: APIServer, _ target: Target, _ request: APIRequest) throws {
        self.server = server
        self.target = target
        selection = try Selection(request, target)
        marksInitialEnd = request.flag("sendInitialEvents")
        sendsBookmarks = request.flag("allowWatchBookmarks")
        let version = request.parameter("resourceVersion") ?? ""
        if marksInitialEnd || version.isEmpty || version == "0" {
            start = nil
        } else {
            guard let number = UInt64(version) else {
                throw StatusError.badRequest(
                    "invalid resource version \"\(version)\": strconv.ParseUint: parsing \"\(version)\": invalid syntax"
                )
            }
            start = number
        }
        limit = request.parameter("timeoutSeconds").flatMap(Int64.init).flatMap { $0 > 0 ? .seconds($0) : nil }
        columns = server.read { $0.customTypes[target.key]?.versions[target.version]?.columns }
        rendition = Rendition(request)
    }

    /// A reader of the stream; each call gives the next lines, nil at the end.
    func makeReader() -> @Sendable () async throws -> [UInt8]? {
        let reader = WatchReader(self)
        return { try await reader.next() }
    }

    func line(_ type: String, _ object: Value) -> [UInt8] {
        var shown = object
        if type != "ERROR", type != "BOOKMARK" {
            switch rendition {
            case .whole: break
            case .table: shown = table(object)
            case .metadata: shown = Rendition.metadata(of: object)
            }
        }
        var bytes = (["type": .string(type), "object": shown] as Value).jsonBytes()
        bytes.append(10)
        return bytes
    }

    private func table(_ object: Value) -> Value {
        Table(target.definition, columns: columns, now: server.clock.date).value(of: [object], list: nil)
    }

    func bookmark(_ version: UInt64, isInitialEnd: Bool) -> [UInt8] {
        var metadata: Object = ["resourceVersion": .string(String(version)), "creationTimestamp": .null]
        if isInitialEnd { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        return line(
            "BOOKMARK",
            [
                "kind": .string(target.definition.kind), "apiVersion": .string(target.apiVersion),
                "metadata": .object(metadata),
            ])
    }

    func event(_ event: StoredEvent, _ cluster: Cluster) -> [UInt8]? {
        let isIn = !event.isDeletion && selection.matches(event.object)
        let wasIn = event.before.map(selection.matches) ?? false
        let type: String
        switch (wasIn, isIn) {
        case (false, true): type = "ADDED"
        case (true, true): type = "MODIFIED"
        case (true, false): type = "DELETED"
        case (false, false): return nil
        }
        var object = event.object
        if type == "DELETED", !event.isDeletion, let before = event.before {
            object = before
            object[at: "metadata", "resourceVersion"] = event.object[at: "metadata", "resourceVersion"]
        }
        return line(type, cluster.presented(object, target))
    }
}

/// Reads a watch; one reader at a time.
private actor WatchReader {
    private let watch: Watch
    private var seen: UInt64?
    private var isFinished = false
    private let started = ContinuousClock.now

    init(_ watch: Watch) { self.watch = watch }

    func next() async throws -> [UInt8]? {
        while !isFinished {
            let version = watch.server.changes.version
            let lines = advance()
            if !lines.isEmpty || isFinished { return lines.isEmpty ? nil : lines }
            guard try await waitForChange(past: version) else {
                isFinished = true
                return watch.sendsBookmarks ? watch.bookmark(seen ?? 0, isInitialEnd: false) : nil
            }
        }
        return nil
    }

    /// What there is to say at once.
    private func advance() -> [UInt8] {
        watch.server.read { cluster in
            guard let since = seen ?? watch.start else {
                seen = cluster.store.version
                let target = watch.target
                let objects = cluster.store.list(
                    target.key, namespace: target.namespace.isEmpty ? nil : target.namespace)
                var lines: [UInt8] = []
                for object in objects where watch.selection.matches(object) {
                    lines += watch.line("ADDED", cluster.presented(object, target))
                }
                if watch.marksInitialEnd { lines += watch.bookmark(cluster.store.version, isInitialEnd: true) }
                return lines
            }
            guard let events = cluster.store.events(of: watch.target.key, after: since) else {
                isFinished = true
                let error = StatusError.expired("too old resource version: \(since) (\(cluster.store.forgottenUpTo))")
                return watch.line("ERROR", error.body)
            }
            seen = max(since, cluster.store.version)
            return events.compactMap { watch.event($0, cluster) }.flatMap { $0 }
        }
    }

    /// - Returns: false when the watch's time is over.
    private func waitForChange(past version: UInt64) async throws -> Bool {
        let changes = watch.server.changes
        guard let limit = watch.limit else {
            try await changes.wait(past: version)
            return true
        }
        let deadline = started + limit
        guard ContinuousClock.now < deadline else { return false }
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await changes.wait(past: version)
                return true
            }
            group.addTask {
                try await Task.sleep(until: deadline, clock: .continuous)
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }
}
