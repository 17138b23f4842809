public import Events
public import Readiness
public import Value

/// Where one object of a wait stands.
public struct WaitReport: Sendable, Hashable {
    /// The place of the object among those awaited.
    public var index: Int
    public var title: String
    /// As seen last; nil while it has not been seen, and when it is not there.
    public var object: Value?
    public var isMet: Bool
    public var status: ResourceStatus
    public var label: String?
    public var findings: Findings
    /// Whether it had come, and this tells that it has turned.
    public var hasRelapsed = false

    public init(
        index: Int, title: String, object: Value?, isMet: Bool, status: ResourceStatus, label: String? = nil,
        findings: Findings = Findings()
    ) {
        self.index = index
        self.title = title
        self.object = object
        self.isMet = isMet
        self.status = status
        self.label = label
        self.findings = findings
    }
}

/// What people should hear while something is waited for; each thing is said once.
public enum WaitNews: Sendable, Hashable {
    /// What is still waited for, all in one line.
    case pending(String)
    /// An object's status, its counts or what keeps its pods differ in what a person reads.
    case changed(WaitReport)
    /// Something about an object's pods that was not known before: an image on its way, a fault.
    case found(title: String, PodDiagnosis)
    /// Something that holds nothing up and is probably not wanted.
    case remark(String)
    /// The cluster cannot be read for the moment.
    case unreadable(String)
    case readable
    /// Changes may not be watched, so that objects are looked at again and again.
    case polling(String)

    /// What a person reads.
    public var text: String {
        switch self {
        case .pending(let summary): "waiting for \(summary)"
        case .changed(let report) where report.hasRelapsed:
            "\(report.title) was ready, and is not any more: \(report.status.message)"
        case .changed(let report): "\(report.title) \(report.status.message)"
        case .found(let title, let diagnosis): "\(title): \(diagnosis.object): \(diagnosis.message)"
        case .remark(let words): words
        case .unreadable(let words): "the cluster cannot be read, and the wait goes on: \(words)"
        case .readable: "the cluster can be read again"
        case .polling(let words): "changes cannot be watched, so they are looked for every few seconds: \(words)"
        }
    }

    public var isWarning: Bool {
        switch self {
        case .remark, .unreadable, .polling: true
        case .changed(let report): report.hasRelapsed
        case .pending, .found, .readable: false
        }
    }

    public func event(_ phase: Event.Phase, step: String?) -> Event {
        Event(isWarning ? .warning : .progress, phase, step: step, text, outcome: isWarning ? .warned : nil)
    }
}
