import Kubernetes
public import Value

/// A run, as a list shows it.
public struct RunSummary: Sendable, Equatable {
    /// What has become of it, as far as can be told from here.
    public enum State: String, Sendable, CaseIterable {
        case running, done, failed, interrupted
        /// Its process is gone, and it never said how it ended.
        case died
        /// It never said how it ended, and its process is of another machine.
        case unknown
    }

    public var run: RunIdentity
    public var namespace: String
    public var state: State
    public var started: String
    public var ended: String?
    /// Such as `release apps/web`.
    public var subjects: [String]
    public var isSimulated: Bool
    /// Such as `Secret apps/groundcrew.run.k3f9…`, or a path.
    public var place: String

    public var id: String { run.id }

    init(
        _ run: RunIdentity, namespace: String, status: RunJournal.Status, started: String, ended: String?,
        subjects: [String], isSimulated: Bool, place: String, probe: any RunProbing
    ) {
        self.run = run
        self.namespace = namespace
        state =
            switch status {
            case .done: .done
            case .failed: .failed
            case .interrupted: .interrupted
            case .running:
                switch probe.isGone(run) {
                case true: .died
                case false: .running
                default: .unknown
                }
            }
        self.started = started
        self.ended = ended
        self.subjects = subjects
        self.isSimulated = isSimulated
        self.place = place
    }

    init(_ journal: RunJournal, place: String, probe: any RunProbing) {
        self.init(
            journal.run, namespace: journal.namespace, status: journal.status, started: journal.started,
            ended: journal.ended, subjects: journal.subjects, isSimulated: journal.isSimulated, place: place,
            probe: probe)
    }

    /// For programs.
    public var value: Value {
        [
            "id": .string(id), "namespace": .string(namespace), "command": .string(run.command),
            "state": .string(state.rawValue), "started": .string(started),
            "ended": ended.map(Value.string) ?? .null, "subjects": .array(subjects.map(Value.string)),
            "process": .integer(Int64(run.processID)), "host": .string(run.host),
            "simulated": .bool(isSimulated), "keptIn": .string(place),
        ]
    }
}

extension [RunSummary] {
    /// The newest first.
    var ordered: [RunSummary] { sorted { ($0.started, $0.id) > ($1.started, $1.id) } }

    /// Those that go so that the newest are kept; a run that lives here stays. One that lives elsewhere stores its journal
    /// anew.
    func surplus(keeping limit: Int) -> [RunSummary] {
        ordered.dropFirst(limit).filter { $0.state != .running }
    }
}

/// Runs that were found, and what could not be read.
public struct RunListing: Sendable, Equatable {
    /// The newest first.
    public var runs: [RunSummary]
    /// What lies among them and is not a journal, or a broken one.
    public var unreadable: [String]
    /// What was not looked at, and why.
    public var gaps: [String]
}
