import Value

/// What a watch does next, as a pure state machine: the driver performs the actions and reports what came of them.
///
///     listing ──listed──▶ connecting ──connected──▶ reading
///        ▲                 ▲      │                   │ │
///        │ gone            │      └──failed──▶ waiting┘ │ ended, failed
///        └─────────────────┴────────────────────────────┘
///
/// Events to report come before any other action. An error that waiting cannot cure ends the watch, and so do too many
/// failures in a row.
struct WatchMachine {
    enum Action: Equatable {
        case report(WatchEvent)
        case list
        case connect(resourceVersion: String)
        case read
        case wait(Duration)
        case fail
    }

    private enum State {
        case listing
        case connecting
        case reading(isProductive: Bool)
        case waiting(Duration, thenList: Bool)
        case failed
    }

    private var state: State
    private var version: String
    private var known = KnownObjects()
    private var pending: [WatchEvent] = []
    private var reported = 0
    private var failures = 0
    /// Why the watch ended; set when the action is `fail`.
    private(set) var error: KubernetesError?

    let type: ResourceType
    let request: KubernetesError.Request
    let server: String
    let maximumFailures: Int
    /// Between 0 and 1; spreads pauses.
    let random: @Sendable () -> Double

    init(
        start: WatchStart, type: ResourceType, request: KubernetesError.Request, server: String,
        maximumFailures: Int = Limits.watchFailures, random: @escaping @Sendable () -> Double
    ) {
        self.type = type
        self.request = request
        self.server = server
        self.maximumFailures = maximumFailures
        self.random = random
        switch start {
        case .list:
            state = .listing
            version = ""
        case .after(let listing):
            state = .connecting
            version = listing.resourceVersion
            listing.items.forEach { known.store($0) }
        case .resourceVersion(let start):
            state = .connecting
            version = start
        }
    }

    mutating func next() -> Action {
        if reported < pending.count {
            defer { reported += 1 }
            return .report(pending[reported])
        }
        pending.removeAll(keepingCapacity: false)
        reported = 0
        return switch state {
        case .listing: .list
        case .connecting: .connect(resourceVersion: version)
        case .reading: .read
        case .waiting(let pause, _): .wait(pause)
        case .failed: .fail
        }
    }

    mutating func listed(_ listing: ObjectListing) {
        pending += known.changes(to: listing.items)
        version = listing.resourceVersion
        pending.append(.synced(resourceVersion: version))
        state = .connecting
    }

    mutating func connected() { state = .reading(isProductive: false) }

    mutating func waited() {
        guard case .waiting(_, let thenList) = state else { return }
        state = thenList ? .listing : .connecting
    }

    /// A line of the stream, decoded.
    mutating func received(_ line: Value) {
        guard let kind = line["type"]?.string, let object = line["object"] else {
            return failed(unreadable("an event of the watch has no type or no object"))
        }
        if kind == "ERROR" { return failed(KubernetesError(status: object, request: request, server: server)) }
        guard let newVersion = object["metadata"]?["resourceVersion"]?.string, !newVersion.isEmpty else {
            return failed(unreadable("an object of the watch has no resourceVersion"))
        }
        version = newVersion
        failures = 0
        state = .reading(isProductive: true)
        switch kind {
        case "ADDED", "MODIFIED":
            let object = object.typed(as: type)
            known.store(object)
            pending.append(kind == "ADDED" ? .added(object) : .modified(object))
        case "DELETED":
            known.remove(object)
            pending.append(.deleted(object.typed(as: type)))
        case "BOOKMARK":
            pending.append(.bookmark(resourceVersion: newVersion))
        default:
            failed(unreadable("the watch sent an event of unknown type \(quoted(kind))"))
        }
    }

    /// The stream came to its end, as it does every few minutes.
    mutating func ended() {
        if case .reading(isProductive: true) = state {
            state = .connecting
        } else {
            // Nothing came: do not ask again at once, in case the server closes every watch as soon as it opens.
            state = .waiting(pause(afterFailures: 1), thenList: false)
        }
    }

    /// A list, a connection or the stream failed.
    mutating func failed(_ error: KubernetesError) {
        if error.code == .gone {
            failures += 1
            state = failures > 1 ? .waiting(pause(afterFailures: failures - 1), thenList: true) : .listing
            if failures > maximumFailures { end(error) }
            return
        }
        if error.code == .timeout, case .reading = state {
            // Silence for longer than the server keeps a watch open: the connection is dead, the server need not be.
            failures += 1
            state = .connecting
            if failures > maximumFailures { end(error) }
            return
        }
        failures += 1
        guard error.mayPass, failures <= maximumFailures else { return end(error) }
        let isListing = if case .listing = state { true } else { false }
        let asked = min(error.retryAfter ?? .zero, Limits.longestWatchPause)
        state = .waiting(max(pause(afterFailures: failures), asked), thenList: isListing)
        pending.append(.interrupted(KubernetesErrorSummary(error)))
    }

    private mutating func end(_ error: KubernetesError) {
        self.error = error
        state = .failed
    }

    /// As client-go's reflector: from 0.8 to 30 seconds, doubling, spread.
    private func pause(afterFailures count: Int) -> Duration {
        let pause = Limits.watchPause * (1 << min(count - 1, Limits.retryDoublings))
        return min(pause, Limits.longestWatchPause) * (1 + random() / 2)
    }

    private func unreadable(_ message: String) -> KubernetesError {
        KubernetesError(.unreadable, message, request: request, server: server)
    }
}
