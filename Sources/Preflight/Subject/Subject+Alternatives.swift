import Value

extension Subject {
    /// CRDs of which deployments need one, whichever.
    public struct Alternatives: Sendable, Hashable {
        /// `plural.group`.
        public var crds: [String]
        /// The deployments, as `namespace/name`.
        public var neededBy: [String]
        /// What for, in words that follow "needed".
        public var words: String
        /// How to get one.
        public var hint: String
        /// An operator's chart brings one, so that it need not be there before the operator is.
        public var isBundled: Bool

        public init(crds: [String], neededBy: [String], words: String, hint: String, isBundled: Bool = false) {
            self.crds = crds
            self.neededBy = neededBy
            self.words = words
            self.hint = hint
            self.isBundled = isBundled
        }
    }
}

extension Subject {
    /// All CRDs that are looked for, each once.
    var crdNames: [String] { Set(crds.map(\.name) + alternatives.flatMap(\.crds)).sorted() }
}

extension Subject.Alternatives {
    var value: Value {
        [
            "crds": .array(crds.map(Value.string)), "neededBy": .array(neededBy.map(Value.string)),
            "needed": .string(words), "hint": .string(hint), "bundled": .bool(isBundled),
        ]
    }
}
