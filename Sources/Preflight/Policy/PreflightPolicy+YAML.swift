import Formats
import Value
import YAML

extension PreflightPolicy {
    /// Reads a policy's file.
    ///
    /// - Throws: `PreflightError` with code `invalidPolicy` and the place: for unknown keys, and rules without a reason or a
    ///   last day.
    public init(yaml bytes: [UInt8], file: String) throws(PreflightError) {
        guard bytes.count <= PreflightLimits.policyBytes else {
            throw PreflightError(
                .invalidPolicy, "\(file): is larger than \(PreflightLimits.policyBytes) bytes, the limit of a policy")
        }
        do {
            try self.init(YAMLFields(try YAML.decodeDocument(bytes, file: file)))
        } catch {
            throw PreflightError(.invalidPolicy, "\(error)", underlying: error)
        }
    }

    private init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["apiVersion", "kind", "rules"])
        _ = try fields.requiredString("apiVersion")
        _ = try fields.choice("apiVersion", of: ["groundcrew/v1"])
        _ = try fields.requiredString("kind")
        _ = try fields.choice("kind", of: ["PreflightPolicy"])
        guard let list = try fields.list("rules") else { throw fields.error("rules", "is required") }
        self.init(rules: [])
        for entry in list {
            let rule = try Rule(entry)
            if let other = rules.first(where: { $0.check == rule.check }) {
                throw entry.error("check", "is '\(rule.check)', for which there is a rule already at \(other.location)")
            }
            rules.append(rule)
        }
    }
}

extension PreflightPolicy.Rule {
    fileprivate init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["check", "action", "reason", "expires"])
        let check = try fields.requiredString("check")
        guard CheckDefinition.isID(check) else {
            throw fields.error("check", "is '\(check)', which cannot be the id of a check")
        }
        _ = try fields.requiredString("action")
        let known = AppliedPolicy.Action.allCases.map(\.rawValue)
        guard let action = try fields.choice("action", of: known).flatMap(AppliedPolicy.Action.init) else {
            throw fields.error("action", "is required")
        }
        let reason = try fields.requiredString("reason")
        let day = try fields.requiredString("expires")
        guard let expires = CalendarDay(day) else {
            throw fields.error("expires", "is '\(day)'; write a day as YYYY-MM-DD, such as 2026-12-31")
        }
        self.init(
            check: check, action: action, reason: reason, expires: expires, location: fields.location(of: "check"))
    }
}

extension CheckDefinition {
    /// Whether a check may be called so.
    static func isID(_ text: String) -> Bool {
        text.first != "-" && !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
