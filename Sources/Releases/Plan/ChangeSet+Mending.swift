extension ChangeSet {
    /// What of the objects is to be put right, in words such as `mend 2 fields of Deployment.apps a/b`; nil where all is as
    /// it should be, but for what is refused.
    public var mending: String? {
        let mended = changed.filter { $0.change != .refused && !$0.isInConflict }
        guard let first = mended.first else { return nil }
        let missing = mended.count { $0.change == .create }
        let fields = mended.filter { $0.change != .create }.map { max(1, $0.fields.count) }.reduce(0, +)
        let rest = mended.count > 1 ? " and \(mended.count - 1) more" : ""
        if fields == 0 { return "make \(first.object)\(rest) again" }
        let words = "mend \(fields) field\(fields == 1 ? "" : "s")"
        return missing == 0
            ? "\(words) of \(first.object)\(rest)"
            : "\(words), and make \(missing) missing object\(missing == 1 ? "" : "s") again"
    }

    /// What the run would stop at, such as `ConfigMap a/b (.data.text of gitops)`; nil where it would stop at nothing.
    public var refusal: String? {
        let words = refused.map { object in
            let fields = object.conflicts.filter { $0.verdict == .refuse }.map { "\($0.field) of \($0.manager)" }
            let reason = fields.isEmpty ? object.reason : fields.joined(separator: ", ")
            return object.object + (reason.map { " (\($0))" } ?? "")
        }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
