import HTTP
import Value

/// The changes of a type's objects, for as long as the caller reads them.
///
/// Cut streams, old versions and short outages are survived without losing a change: after a gap the objects are
/// listed again, and what differs is reported. The sequence ends only by throwing: on an error that waiting does not
/// cure (`forbidden`, a type no longer served), after several failures in a row, or when the task is cancelled.
public struct ObjectWatch: AsyncSequence, Sendable {
    public typealias Element = WatchEvent

    let client: KubernetesClient
    let type: ResourceType
    let namespace: String?
    let options: ListOptions
    let start: WatchStart

    public func makeAsyncIterator() -> Iterator { Iterator(watch: self) }

    public struct Iterator: AsyncIteratorProtocol {
        let watch: ObjectWatch
        private var machine: WatchMachine?
        private var body: HTTPBody.Iterator?
        private var lines = LineSplitter()

        init(watch: ObjectWatch) { self.watch = watch }

        public mutating func next() async throws -> WatchEvent? {
            // Taken out and put back, so that a name that cannot be sent is an error of the first step.
            var machine = try self.machine ?? watch.machine()
            defer { self.machine = machine }
            while true {
                try Task.checkCancellation()
                switch machine.next() {
                case .report(let event): return event
                case .fail:
                    body = nil
                    throw machine.error ?? CancellationError()
                case .wait(let pause):
                    try await watch.client.options.clock.sleep(for: pause)
                    machine.waited()
                case let action:
                    do {
                        try await perform(action, &machine)
                    } catch let error as KubernetesError {
                        body = nil
                        machine.failed(error)
                    }
                }
            }
        }

        private mutating func perform(
            _ action: WatchMachine.Action, _ machine: inout WatchMachine
        ) async throws {
            switch action {
            case .list:
                machine.listed(
                    try await watch.client.listAll(watch.type, namespace: watch.namespace, options: watch.options))
            case .connect(let version):
                lines = LineSplitter()
                body = try await watch.client.connection.open(try watch.call(version)).body.makeAsyncIterator()
                machine.connected()
            case .read:
                if let line = try await nextLine() {
                    machine.received(line)
                } else {
                    body = nil
                    machine.ended()
                }
            case .report, .wait, .fail:
                break
            }
        }

        /// The next event of the stream, or nil at its end; half a line at the end belongs to a cut stream.
        private mutating func nextLine() async throws -> Value? {
            while true {
                if let line = lines.next() {
                    do {
                        return try Value(json: line)
                    } catch {
                        throw watch.error(.unreadable, "an event of the watch is not JSON: \(error)", error)
                    }
                }
                guard lines.rest <= Limits.watchLineBytes else {
                    throw watch.error(.unreadable, "an event of the watch is over \(Limits.watchLineBytes) bytes")
                }
                do {
                    guard let chunk = try await body?.next() else { return nil }
                    lines.append(chunk)
                } catch let error as HTTPError where error.code == .bodyCut || error.code == .connectionReset {
                    return nil
                } catch let error as HTTPError {
                    throw KubernetesError(error, request: try watch.call("").subject, server: watch.client.server)
                }
            }
        }
    }
}

extension ObjectWatch {
    fileprivate func machine() throws -> WatchMachine {
        WatchMachine(
            start: start, type: type, request: try call("").subject, server: client.server,
            random: client.options.random)
    }

    fileprivate func call(_ version: String) throws(KubernetesError) -> APICall {
        var call = try APICall(.get, verb: "watch", type, namespace: namespace)
        call.kind = .watch
        call.query =
            options.query + [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version),
                ("timeoutSeconds", String(client.options.timeouts.watch.components.seconds)),
            ]
        if options.metadataOnly { call.accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" }
        return call
    }

    fileprivate func error(
        _ code: KubernetesError.Code, _ message: String, _ underlying: (any Error)? = nil
    ) -> KubernetesError {
        KubernetesError(code, message, server: client.server, underlying: underlying)
    }
}

extension KubernetesClient {
    /// The changes of a type's objects from `start` on.
    ///
    /// - Parameter namespace: nil means all namespaces.
    public func watch(
        _ type: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions(),
        from start: WatchStart = .list
    ) -> ObjectWatch {
        ObjectWatch(client: self, type: type, namespace: namespace, options: options, start: start)
    }
}
