import Value

/// Compares what a chain of tools has left with what one Helm alone leaves; pure.
enum InterchangeVerdict {
    /// - Parameter references: what each Helm alone leaves at the same step: where they differ, either will do.
    static func problems(_ found: [String: Value], references: [[String: Value]]) -> [String] {
        guard let first = references.first else { return [] }
        let found = found.mapValues(comparable)
        let references = references.map { $0.mapValues(comparable) }
        let keys = Set(found.keys).union(references.flatMap(\.keys)).sorted()
        return keys.flatMap { key -> [String] in
            if references.contains(where: { $0[key] == found[key] }) { return [] }
            let (own, helms) = (found[key].map { [key: $0] } ?? [:], first[key].map { [key: $0] } ?? [:])
            return FaultVerdict.objectProblems(own, helms)
        }
    }

    /// Who set a field is not part of what is compared: Helm 3 applies client-side, and Helm 4 goes on as the last one did.
    static func comparable(_ object: Value) -> Value {
        guard var fields = object.object else { return object }
        fields["managers"] = nil
        return .object(fields)
    }

    /// - Parameter statuses: of all revisions before the removal, the oldest first, as a Helm reads them.
    static func historyProblem(_ statuses: [String], reader: InterchangeTool) -> String? {
        statuses == ["superseded", "superseded", "deployed"]
            ? nil : "\(reader.rawValue) reads the history as \(statuses.joined(separator: ", "))"
    }
}
