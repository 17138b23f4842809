import Releases
public import Value

/// Whose an operator is that a cluster has.
public struct OperatorOwner: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// There is none.
        case nobody
        case groundcrew
        /// A release that somebody else made, groundcrew's by the user's word.
        case adopted
        /// A release that groundcrew did not make.
        case helm
        case addOn = "add-on"
        case tool
        /// It could not be seen, or not be read.
        case unknown
    }

    public var kind: Kind
    /// Who looks after an add-on, or the tool; nil where nothing says it.
    public var name: String?
    /// The release that holds it.
    public var release: OperatorDecision.Place?
    /// Helm's word for where that release stands.
    public var status: String?

    public init(_ kind: Kind, name: String? = nil) {
        self.kind = kind
        self.name = name
    }

    init(_ record: ReleaseRecord, in releases: OperatorRelease) {
        kind = releases.isAdopted(record) ? .adopted : releases.isOwn(record) ? .groundcrew : .helm
        release = OperatorJudge.place(record)
        status = record.status
    }

    /// For a column of a table; empty where there is none.
    public var words: String {
        switch kind {
        case .nobody: ""
        case .groundcrew: "groundcrew"
        case .adopted: "groundcrew, adopted\(release.map { " (release \($0.namespace)/\($0.name))" } ?? "")"
        case .helm: "Helm's release\(release.map { " \($0.namespace)/\($0.name)" } ?? "")"
        case .addOn: name.map { "\($0) (add-on)" } ?? "an add-on"
        case .tool: name ?? "another tool"
        case .unknown: "unknown"
        }
    }

    public var value: Value {
        [
            "kind": .string(kind.rawValue), "name": name.map(Value.string) ?? .null,
            "release": release.map { ["namespace": .string($0.namespace), "name": .string($0.name)] } ?? .null,
        ]
    }
}
