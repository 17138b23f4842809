import Value

/// Entries of facts that may be unknown each by itself, so that what cannot be read of one says nothing of the others.
extension UnknownReason {
    /// The members of an entry; all are empty where it is known.
    static func entry(_ reason: UnknownReason?) -> Value {
        [
            "code": .string(reason?.code.rawValue ?? ""), "message": .string(reason?.message ?? ""),
            "verb": .string(reason?.verb ?? ""), "resource": .string(reason?.resource ?? ""),
        ]
    }

    /// Nil for an entry that is known.
    init?(entry: Value) {
        func text(_ key: String) -> String? {
            guard let text = entry[key]?.string, !text.isEmpty else { return nil }
            return text
        }
        guard let code = text("code").flatMap(Code.init) else { return nil }
        self.init(code, text("message") ?? "", verb: text("verb"), resource: text("resource"))
    }
}
