public import Events
public import Kubernetes
public import Value

/// What a command that changes something did: its plan, its events, its results; a value that only grows within bounds.
///
/// Texts are kept as they came. What is stored is `value(hiding:)`, which knows what must not be read.
public struct RunJournal: Sendable, Equatable {
    /// As it was written last. Whether a run that says `running` lives is for who reads it to find out.
    public enum Status: String, Sendable, CaseIterable {
        case running, done, failed, interrupted
    }

    /// One thing that happened.
    public struct Entry: Sendable, Equatable {
        /// RFC 3339.
        public var time: String
        /// An event's kind, or `wave`.
        public var kind: String
        public var phase: String
        public var step: String?
        public var message: String
        public var outcome: String?
    }

    public let run: RunIdentity
    /// Where it is kept, and where its first change goes.
    public let namespace: String
    public let cluster: ClusterIdentity
    public let isSimulated: Bool
    /// RFC 3339.
    public let started: String
    public private(set) var ended: String?
    public private(set) var status = Status.running
    /// Why it failed.
    public private(set) var failure: String?
    /// What each of its parts was going to do, in their order.
    public private(set) var plans: [Value] = []
    public private(set) var entries: [Entry] = []
    /// Earlier entries that were left out for want of room.
    public private(set) var omitted = 0
    /// What each of its parts has come to.
    public private(set) var results: [Value] = []
    private var room = Room()

    public init(
        _ run: RunIdentity, namespace: String, cluster: ClusterIdentity, isSimulated: Bool, started: String
    ) {
        self.run = run
        self.namespace = namespace
        self.cluster = cluster
        self.isSimulated = isSimulated
        self.started = started
    }

    /// What it is about, such as `release apps/web`, each once.
    public var subjects: [String] {
        var subjects: [String] = []
        for plan in plans {
            guard let subject = plan["subject"]?.string, !subjects.contains(subject) else { continue }
            subjects.append(subject)
        }
        return subjects
    }
}

// MARK: - Growing

extension RunJournal {
    /// Bytes that are taken, of each part.
    private struct Room: Sendable, Equatable {
        var plans = 0
        var entries = 0
        var results = 0
    }

    public mutating func append(_ event: Event, at time: String) {
        append(
            Entry(
                time: time, kind: event.kind.rawValue, phase: event.phase.rawValue, step: event.step,
                message: event.message, outcome: event.outcome?.rawValue))
    }

    mutating func append(_ entry: Entry) {
        var entry = entry
        entry.message = entry.message.bounded(JournalLimits.text)
        entry.step = entry.step?.bounded(JournalLimits.name)
        entries.append(entry)
        room.entries += entry.size
        while room.entries > JournalLimits.entries || entries.count > JournalLimits.entryCount { thin() }
    }

    /// What went by on the way goes first, then the oldest: what was begun last tells most of a run that died.
    private mutating func thin() {
        let index = entries.dropLast().firstIndex { $0.kind == Event.Kind.progress.rawValue } ?? 0
        room.entries -= entries[index].size
        entries.remove(at: index)
        omitted += 1
    }

    /// Counts entries that were left out before this journal was read.
    mutating func omit(_ count: Int) { omitted += count }

    /// - Parameter plan: with `subject`; its `objects` are cut where they have no room, and counted in `omittedObjects`.
    public mutating func add(plan: Object) {
        var plan = plan
        if let objects = plan["objects"]?.array, objects.count > JournalLimits.objects {
            plan["objects"] = .array(Array(objects.prefix(JournalLimits.objects)))
            plan["omittedObjects"] = .integer(Int64(objects.count - JournalLimits.objects))
        }
        if room.plans + plan.size > JournalLimits.plans {
            plan["omittedObjects"] = .integer(
                Int64(plan["objects"]?.array?.count ?? 0) + (plan["omittedObjects"]?.integer ?? 0))
            plan["objects"] = nil
        }
        guard room.plans + plan.size <= JournalLimits.plans else { return }
        room.plans += plan.size
        plans.append(.object(plan))
    }

    public mutating func add(result: Object) {
        guard room.results + result.size <= JournalLimits.results else { return }
        room.results += result.size
        results.append(.object(result))
    }

    /// - Parameter failure: the first reason stays.
    public mutating func end(_ status: Status, failure: String? = nil, at time: String) {
        self.status = status
        self.failure = (self.failure ?? failure)?.bounded(JournalLimits.text)
        ended = time
    }
}

/// Sizes of journals, in bytes where nothing else is said; all together stay below the 1 MiB that a Secret takes.
enum JournalLimits {
    /// Of one message, in characters.
    static let text = 2000
    static let name = 300
    static let entries = 448 << 10
    static let entryCount = 4000
    static let plans = 384 << 10
    /// Objects of one plan.
    static let objects = 2000
    static let results = 96 << 10
    /// Of a journal that is read.
    static let unpacked = 4 << 20
    static let depth = 32
    static let values = 200_000
    /// Journals of one namespace that are kept.
    static let kept = 20
    /// How long a run waits for its journal to be stored: at its start, and at its end.
    static let patience: Duration = .seconds(3)
}

extension RunJournal.Entry {
    /// As it is stored, about.
    fileprivate var size: Int { value.jsonBytes().count }
}

extension Object {
    fileprivate var size: Int { Value.object(self).jsonBytes().count }
}

extension String {
    fileprivate func bounded(_ limit: Int) -> String {
        count <= limit ? self : "\(prefix(limit)) … (\(count - limit) more characters)"
    }
}
