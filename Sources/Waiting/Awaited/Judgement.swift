public import Readiness

/// What a look says of a condition.
public struct Judgement: Sendable, Hashable {
    /// Whether what is waited for has come.
    public var isMet: Bool
    public var status: ResourceStatus
    /// The judge's own word for where the object stands; nil where the status says it all.
    public var label: String?
    /// What the object itself shows that waiting may not cure.
    public var faults: [Fault]
    /// What people should know although it holds nothing up, to follow the object's name.
    public var remarks: [String]
    /// Whether what has come stays so, whatever becomes of the object: a run that has ended.
    public var isFinal: Bool

    public init(
        _ status: ResourceStatus, isMet: Bool? = nil, label: String? = nil, faults: [Fault] = [],
        remarks: [String] = [], isFinal: Bool = false
    ) {
        self.status = status
        self.isMet = isMet ?? status.isReady
        self.label = label
        self.faults = faults
        self.remarks = remarks
        self.isFinal = isFinal
    }
}
