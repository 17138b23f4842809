/// How text becomes values where readers of YAML differ.
public struct YAMLRules: Sendable {
    /// A key that occurs twice in a mapping is an error; otherwise the last one wins.
    public var rejectsDuplicateKeys: Bool
    /// Further documents are an error for ``YAML/decode(_:file:rules:)-(String,_,_)``; otherwise only the first is read.
    public var rejectsFurtherDocuments: Bool
    /// A merged member gives way to the mapping's own, as the specification says; otherwise the later one wins.
    public var ownMembersWin: Bool
    /// Numbers as they come out of YAML → JSON → Go: a whole float becomes an integer, NaN and infinities are errors.
    public var numbersAsJSON: Bool
    /// A `%YAML` directive of another version than 1.1 is an error, as go-yaml v2 has it.
    public var rejectsLaterVersions = false
    /// Remember where values stand, for ``YAMLDocument/mark(of:)``. Costs time and memory.
    public var keepsMarks: Bool
    /// Errors quote the line of text; turn off where the text holds secrets.
    public var quotesSource = true
    public var limits: YAMLLimits

    public init(
        rejectsDuplicateKeys: Bool, rejectsFurtherDocuments: Bool, ownMembersWin: Bool, numbersAsJSON: Bool,
        keepsMarks: Bool, limits: YAMLLimits = .standard
    ) {
        self.rejectsDuplicateKeys = rejectsDuplicateKeys
        self.rejectsFurtherDocuments = rejectsFurtherDocuments
        self.ownMembersWin = ownMembersWin
        self.numbersAsJSON = numbersAsJSON
        self.keepsMarks = keepsMarks
        self.limits = limits
    }

    /// For files that are written for groundcrew: doubtful text is an error.
    public static let strict = YAMLRules(
        rejectsDuplicateKeys: true, rejectsFurtherDocuments: true, ownMembersWin: true, numbersAsJSON: false,
        keepsMarks: true)

    /// What `sigs.k8s.io/yaml` 1.6 (over go-yaml v2) makes of the text, and so what Helm and kubectl do.
    public static let helm = YAMLRules(
        rejectsDuplicateKeys: false, rejectsFurtherDocuments: false, ownMembersWin: false, numbersAsJSON: true,
        keepsMarks: false
    ).rejectingLaterVersions()

    private func rejectingLaterVersions() -> YAMLRules {
        var rules = self
        rules.rejectsLaterVersions = true
        return rules
    }
}
