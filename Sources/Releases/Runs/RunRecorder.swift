public import Events
import Formats
public import Kubernetes
import Synchronization
public import Value

/// Keeps the journal of one command: takes its events, and stores them beside the work, which never waits for that but at
/// its start, so that whatever was changed was changed by a run that can be found.
///
/// Nothing is stored for a command that changes nothing. A journal that cannot be stored is told once, and never ends a
/// run: one that the cluster refuses is kept as a file.
public final class RunRecorder: Sendable {
    public let identity: RunIdentity
    public let cluster: ClusterIdentity

    struct State {
        var journal: RunJournal
        var words: SecretWords
        var events: any EventSink = NoEvents()
        var phase = Event.Phase.releases
        var hasPlan = false
        /// From here on it is stored again and again.
        var hasBegun = false
        var hasWarned = false
        var hasToldIdentity = false
        var isStored = false
        /// The cluster does not take it.
        var isFile = false
        var failure: String?
    }

    let state: Mutex<State>
    let secrets: SecretJournalStore
    /// Nil where the user has no folder for such things.
    let files: FileJournalStore?
    let client: KubernetesClient
    private let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameters:
    ///   - command: such as `groundcrew release upgrade`.
    ///   - namespace: where the journal is kept; it need not be there before the first change.
    ///   - folder: of journals that the cluster does not take; nil keeps none there.
    public convenience init(
        _ command: String, namespace: String, client: KubernetesClient, cluster: ClusterIdentity, isSimulated: Bool,
        folder: String?
    ) {
        self.init(
            ProcessTable().identity(command: command), namespace: namespace, client: client, cluster: cluster,
            isSimulated: isSimulated, folder: folder)
    }

    init(
        _ identity: RunIdentity, namespace: String, client: KubernetesClient, cluster: ClusterIdentity,
        isSimulated: Bool = false, folder: String? = nil, probe: any RunProbing = ProcessTable()
    ) {
        self.identity = identity
        self.cluster = cluster
        self.client = client.unnoted()
        secrets = SecretJournalStore(client: self.client, probe: probe)
        files = folder.map { FileJournalStore(folder: $0, cluster: cluster, probe: probe) }
        state = Mutex(
            State(
                journal: RunJournal(
                    identity, namespace: namespace, cluster: cluster, isSimulated: isSimulated,
                    started: CivilTime.recordText(client.options.environment.now())),
                words: SecretWords(client.configuration)))
    }

    /// Where the journal is kept; nil while nothing was stored.
    public var place: String? {
        state.withLock { state in
            guard state.isStored else { return nil }
            return state.isFile ? files?.place(of: state.journal) : secrets.place(of: state.journal)
        }
    }

    // MARK: - What is noted

    private var now: String { CivilTime.recordText(client.options.environment.now()) }

    func note(_ event: Event) {
        let now = now
        state.withLock { state in
            state.phase = event.phase
            state.journal.append(event, at: now)
        }
        // The end of a step is where the next run goes on.
        if event.kind == .stepFinished { save() }
    }

    /// What the whole command is going to do, for a journal that may never be begun.
    public func expect(_ plan: Object) { state.withLock { $0.journal.add(plan: plan) } }

    /// The first change is about to be made, or that of a further part.
    ///
    /// - Parameters:
    ///   - plan: with `subject`, and without values.
    ///   - words: what the part handles and nobody may read.
    func begin(_ plan: Object, hiding words: SecretWords = SecretWords()) async {
        let isFirst = state.withLock { state in
            state.words.add(words)
            state.journal.add(plan: plan)
            defer { state.hasPlan = true }
            return !state.hasPlan
        }
        guard isFirst else {
            // Of parts that run side by side, none changes anything before the run can be found.
            while !Task.isCancelled, !state.withLock({ $0.hasBegun }) {
                do { try await client.options.clock.sleep(for: .milliseconds(5)) } catch { break }
            }
            return save()
        }
        await store()
        state.withLock { $0.hasBegun = true }
        if let place { tell(.progress, "run \(identity.id) is kept in \(place)") }
    }

    /// Something that belongs to no release is about to be changed.
    public func begin(_ verb: String, _ subject: String) async {
        await begin(["subject": .string(subject), "verb": .string(verb)])
    }

    /// The objects of one wave are applied.
    func applied(_ wave: [ReleaseObject]) {
        guard let first = wave.first else { return }
        applied(wave.count, of: first.type.kind)
    }

    /// So many objects of a kind are applied.
    func applied(_ count: Int, of kind: String) {
        let now = now
        state.withLock { state in
            state.journal.append(
                RunJournal.Entry(
                    time: now, kind: "wave", phase: state.phase.rawValue, message: "applied \(count) \(kind)"))
        }
        save()
    }

    public func add(result: Value) {
        state.withLock { $0.journal.add(result: result.object ?? ["result": result]) }
    }

    /// What was asked for did not come about, although the command goes on to say so in its own way.
    public func fail(_ reason: String) { state.withLock { $0.failure = $0.failure ?? reason } }

    /// Says once that the cluster is known by its address alone.
    func tellIdentity() {
        let isFirst = state.withLock { state in
            defer { state.hasToldIdentity = true }
            return !state.hasToldIdentity
        }
        guard isFirst else { return }
        tell(
            .warning,
            "whether this stays the cluster \(cluster.server) is known by its address alone: "
                + (cluster.note ?? "its identity is unknown"))
    }

    // MARK: - Running

    /// Runs a command, and stores its journal beside it.
    ///
    /// - Parameter events: what the user sees; the body gets what the journal sees, too.
    public func run<Result>(
        telling events: any EventSink, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        state.withLock { $0.events = events }
        // When the command is cancelled, its releases' records, their locks and the journal share one grace.
        return try await Grace.scope {
            do {
                let result = try await besideStoring { try await body(RecordedEvents(recorder: self, sink: events)) }
                await end(nil)
                return result
            } catch {
                await end(error)
                throw error
            }
        }
    }

    /// What is being stored when the body ends is stored first: the last one must not be overtaken.
    private func besideStoring<Result>(_ body: () async throws -> Result) async throws -> Result {
        async let storing: Void = storeWhenAsked()
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        wake.finish()
        await storing
        return try outcome.get()
    }

    private func storeWhenAsked() async {
        for await _ in wakes { await store() }
    }

    /// Soon; what is asked for while one is being stored is stored with the next.
    private func save() {
        if state.withLock({ $0.hasBegun }) { wake.yield() }
    }

    private func end(_ error: (any Error)?) async {
        let now = now
        let isInterrupted = error.map { $0 is CancellationError || Task.isCancelled } ?? false
        let hasBegun = state.withLock { state in
            let status: RunJournal.Status =
                isInterrupted ? .interrupted : error != nil || state.failure != nil ? .failed : .done
            state.journal.end(status, failure: state.failure ?? error.map { "\($0)" }, at: now)
            return state.hasPlan
        }
        guard hasBegun else { return }
        await store(isLast: true)
        if !isInterrupted { await prune() }
    }

    func warnOnce(_ message: String) {
        let isFirst = state.withLock { state in
            defer { state.hasWarned = true }
            return !state.hasWarned
        }
        if isFirst { tell(.warning, message) }
    }

    func tell(_ kind: Event.Kind, _ message: String) {
        let (events, phase) = state.withLock { ($0.events, $0.phase) }
        events.emit(Event(kind, phase, message, outcome: kind == .warning ? .warned : nil))
    }
}

/// Events that the journal sees, too.
private struct RecordedEvents: EventSink {
    let recorder: RunRecorder
    let sink: any EventSink

    func emit(_ event: Event) {
        recorder.note(event)
        sink.emit(event)
    }
}
