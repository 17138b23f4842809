public import Value

/// What becomes of an operator, considering what the cluster has of it, and why.
public struct OperatorDecision: Sendable, Equatable {
    public enum Action: String, Sendable, CaseIterable {
        /// There is none that could be used.
        case install
        /// It is groundcrew's, of the version that is wanted: what somebody changed of it since is mended.
        case keep
        /// It is groundcrew's, or the user's word: it is brought to what is wanted.
        case upgrade
        case reuse, adopt, refuse

        /// Whether a release is made, or brought to what is wanted.
        public var makesRelease: Bool { [.install, .keep, .upgrade].contains(self) }
    }

    /// Stable names of the reasons.
    public enum Code: String, Sendable, CaseIterable {
        case absent
        /// Only its CRDs are there.
        case crdsLeft = "crds-left"
        /// groundcrew's own, where it is wanted.
        case own
        /// groundcrew's own, in another namespace.
        case ownElsewhere = "own-elsewhere"
        /// A release of Helm's that groundcrew did not make.
        case helmRelease = "helm-release"
        /// A part of a release of Helm's that is more than the operator.
        case partOfRelease = "part-of-release"
        /// A release of that name and namespace holds another chart.
        case nameTaken = "name-taken"
        /// The provider of the cluster looks after it.
        case managed
        /// Something else put it there: another tool, or somebody's hand.
        case otherTool = "other-tool"
        /// Its version is too old, or too new, for what needs it.
        case unfit
        /// Upstream lets its version become the wanted one only by others.
        case skipsVersions = "skips-versions"
        /// Two copies of it, or a second one would be made.
        case secondCopy = "second-copy"
        /// Its record cannot be read.
        case unreadable
        /// Another run has begun a change of it, and not ended it.
        case atWork = "at-work"
        /// Whether it is there could not be seen.
        case unseen
    }

    public var action: Action
    public var code: Code
    /// A sentence without a full stop.
    public var reason: String
    /// What to do; nil where nothing is amiss.
    public var hint: String?
    /// The release that it is about: the one that is there, or the one that is made.
    public var release: Place
    /// Of what is there; nil where it is not known.
    public var version: String?
    /// Of the version that will be there; nil where nothing is known of versions, or nobody has judged yet.
    public var judgement: VersionJudgement?

    public struct Place: Sendable, Equatable {
        public var namespace: String
        public var name: String
    }

    public var value: Value {
        [
            "action": .string(action.rawValue), "code": .string(code.rawValue), "reason": .string(reason),
            "next": hint.map(Value.string) ?? .null,
            "release": ["namespace": .string(release.namespace), "name": .string(release.name)],
            "version": version.map(Value.string) ?? .null, "judgement": judgement?.value ?? .null,
        ]
    }
}
