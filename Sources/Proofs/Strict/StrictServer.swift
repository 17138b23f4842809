/// What a server makes of what it must refuse, asked before anything that it should take; pure.
public struct StrictServer: Sendable, Equatable {
    /// Something that is wrong on purpose.
    public struct Probe: Sendable, Equatable {
        /// Such as `an unknown field of a Deployment`.
        public var title: String
        /// The server's words; nil where it took it.
        public var refusal: String?

        public init(_ title: String, refusal: String?) {
            self.title = title
            self.refusal = refusal
        }
    }

    /// Such as `v1.36.2`.
    public var version: String
    public var minor: Int
    public var probes: [Probe]

    public init(version: String, minor: Int, probes: [Probe]) {
        self.version = version
        self.minor = minor
        self.probes = probes
    }

    /// Since when servers refuse unknown fields and know the rules of CRDs.
    public static let firstStrictMinor = 25

    public var isStrict: Bool { !probes.isEmpty && probes.allSatisfy { $0.refusal != nil } }
    /// Takes what is wrong because it cannot do otherwise.
    public var isTooOld: Bool { !isStrict && minor < Self.firstStrictMinor }

    public var lines: [String] {
        ["Kubernetes \(version), \(isStrict ? "strict" : isTooOld ? "too old to be strict" : "NOT STRICT")"]
            + probes.map { probe in
                probe.refusal.map { "\(probe.title) is refused: \($0)" } ?? "\(probe.title) is TAKEN"
            }
    }
}
