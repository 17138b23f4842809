public import Value

/// What bringing a CRD to the cluster would do to the one that is there.
public struct CheckedCRD: Sendable {
    public var name: String
    /// Whether the cluster has one of the name.
    public var isThere: Bool
    public var findings: [CRDFinding]
    /// Why an upgrade is refused; nil where it is not.
    public var refusal: String?
    /// What to do about it.
    public var nextSteps: [String]
    /// Why it would be left as it is; nil where it would not.
    public var left: String?

    init(_ judgement: CRDJudgement) {
        name = judgement.document.name
        isThere = judgement.isThere
        findings = judgement.findings
        refusal = judgement.refusal
        nextSteps = [judgement].nextSteps
        left = judgement.left
    }

    public var value: Value {
        [
            "name": .string(name), "present": .bool(isThere), "findings": .array(findings.map(\.value)),
            "refusal": refusal.map(Value.string) ?? .null, "next": .array(nextSteps.map(Value.string)),
            "left": left.map(Value.string) ?? .null,
        ]
    }
}
